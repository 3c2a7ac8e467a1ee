-- The brand's chain, note by note: exposure, click, order, commission.
--
-- clicks, impressions, reads: the lake's events. An impression counts once a (view, placement), a
-- read once a view of the note, a click once; what a traffic rule flagged is kept in the lake and
-- not counted here. A click in an app that cannot leave itself is shown how to (outcome 'shown'): it
-- counts, unless its view was also sent on, as happens when the reader opens the link in a browser.
-- placements: the brand's placements (placement, note).
-- money: orders and commissions by placement, from the database; minor units.
WITH seen AS (
    SELECT placement, COUNT(DISTINCT view) AS exposures, COUNT(DISTINCT reader) AS readers
    FROM impressions
    WHERE flags = ''
    GROUP BY placement
),
looked AS (
    SELECT note, COUNT(DISTINCT view) AS reads
    FROM reads
    WHERE flags = ''
    GROUP BY note
),
sent AS (
    SELECT DISTINCT placement, view
    FROM clicks
    WHERE flags = '' AND outcome = 'sent' AND view <> ''
),
clicked AS (
    SELECT c.placement AS placement, COUNT(DISTINCT c.id) AS clicks
    FROM clicks c
    LEFT JOIN sent s ON s.placement = c.placement AND s.view = c.view
    WHERE c.flags = '' AND (c.outcome = 'sent' OR (c.outcome = 'shown' AND s.view IS NULL))
    GROUP BY c.placement
)
SELECT
    p.placement AS placement,
    p.note AS note,
    CAST(COALESCE(s.exposures, 0) AS BIGINT) AS exposures,
    CAST(COALESCE(s.readers, 0) AS BIGINT) AS readers,
    CAST(COALESCE(l.reads, 0) AS BIGINT) AS reads,
    CAST(COALESCE(c.clicks, 0) AS BIGINT) AS clicks,
    CAST(COALESCE(m.orders, 0) AS BIGINT) AS orders,
    CAST(COALESCE(m.probable, 0) AS BIGINT) AS probable,
    CAST(COALESCE(m.ambiguous, 0) AS BIGINT) AS ambiguous,
    CAST(COALESCE(m.paid, 0) AS BIGINT) AS paid,
    CAST(COALESCE(m.held, 0) AS BIGINT) AS held,
    CAST(COALESCE(m.posted, 0) AS BIGINT) AS posted,
    CAST(COALESCE(m.returned, 0) AS BIGINT) AS returned
FROM placements p
LEFT JOIN seen s ON s.placement = p.placement
LEFT JOIN looked l ON l.note = p.note
LEFT JOIN clicked c ON c.placement = p.placement
LEFT JOIN money m ON m.placement = p.placement
ORDER BY p.placement
