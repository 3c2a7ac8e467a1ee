-- Clicks near the moment of an order that a creator misses: theirs, and those of their rivals.
--
-- clicks: the lake's. watched: the placements in question (placement, own: 1 the creator's, else 0).
-- span: one row; clicks from first_ms until last_ms are looked at, and of each side the `most`
-- nearest to at_ms are told; `total` says how many there were. Times are epoch milliseconds.
WITH heard AS (
    SELECT DISTINCT
        c.id AS click_id, c.placement AS placement, c.at_ms AS at_ms, w.own AS own,
        c.at_ms - s.at_ms AS distance_ms,
        CASE WHEN c.flags <> '' THEN 1 ELSE 0 END AS flagged,
        s.most AS most
    FROM clicks c
    JOIN watched w ON w.placement = c.placement
    CROSS JOIN span s
    WHERE c.outcome IN ('sent', 'shown') AND c.at_ms >= s.first_ms AND c.at_ms <= s.last_ms
),
ranked AS (
    SELECT
        click_id, placement, at_ms, own, distance_ms, flagged, most,
        ROW_NUMBER() OVER (PARTITION BY own ORDER BY ABS(distance_ms), click_id) AS place,
        COUNT(*) OVER (PARTITION BY own) AS total
    FROM heard
)
SELECT click_id, placement, at_ms, own, distance_ms, flagged, total
FROM ranked
WHERE place <= most
ORDER BY at_ms, click_id
