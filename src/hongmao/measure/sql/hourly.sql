-- What readers did with each placement in each hour: counts that sum over hours.
--
-- clicks, impressions, reads: the lake's events, of the hours asked for. An impression counts once a
-- (view, placement) in an hour, a read once a view of the note, a click once; what a traffic rule
-- flagged does not count. A click that was shown the way counts unless its view was also sent on in
-- that hour. Reads have no placement: they stand in rows of their own, with placement 0.
WITH seen AS (
    SELECT DISTINCT
        at_ms - MOD(at_ms, 3600000) AS hour_ms, placement, note, creator, brand, campaign, view
    FROM impressions
    WHERE flags = ''
),
looked AS (
    SELECT DISTINCT at_ms - MOD(at_ms, 3600000) AS hour_ms, note, view
    FROM reads
    WHERE flags = ''
),
answered AS (
    SELECT DISTINCT
        at_ms - MOD(at_ms, 3600000) AS hour_ms, placement, note, creator, brand, campaign, id, view,
        outcome
    FROM clicks
    WHERE flags = '' AND outcome IN ('sent', 'shown')
),
sent AS (
    SELECT DISTINCT hour_ms, placement, view
    FROM answered
    WHERE outcome = 'sent' AND view <> ''
),
clicked AS (
    SELECT a.hour_ms, a.placement, a.note, a.creator, a.brand, a.campaign
    FROM answered a
    LEFT JOIN sent s ON s.hour_ms = a.hour_ms AND s.placement = a.placement AND s.view = a.view
    WHERE a.outcome = 'sent' OR s.view IS NULL
),
counted AS (
    SELECT hour_ms, placement, note, creator, brand, campaign, 1 AS exposures, 0 AS reads, 0 AS clicks
    FROM seen
    UNION ALL
    SELECT hour_ms, 0, note, 0, 0, 0, 0, 1, 0 FROM looked
    UNION ALL
    SELECT hour_ms, placement, note, creator, brand, campaign, 0, 0, 1 FROM clicked
)
SELECT
    CAST(hour_ms AS BIGINT) AS hour_ms,
    CAST(placement AS BIGINT) AS placement,
    CAST(note AS BIGINT) AS note,
    CAST(creator AS BIGINT) AS creator,
    CAST(brand AS BIGINT) AS brand,
    CAST(campaign AS BIGINT) AS campaign,
    CAST(SUM(exposures) AS BIGINT) AS exposures,
    CAST(SUM(reads) AS BIGINT) AS reads,
    CAST(SUM(clicks) AS BIGINT) AS clicks
FROM counted
GROUP BY hour_ms, placement, note, creator, brand, campaign
ORDER BY hour_ms, placement, note
