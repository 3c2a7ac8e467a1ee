-- What clicks and visitors are paid for, by placement, version of terms and day.
--
-- clicks: the lake's. Those count that no traffic rule flagged and that were sent to the marketplace,
-- each once. A reader who came more than once in a day to a placement's product or store is one
-- visitor, by the terms of the first time.
-- spans: when which version of terms was in force for a placement, cut at the days' midnights
-- (placement, terms, day, starts_ms in, ends_ms out); epoch milliseconds.
WITH counted AS (
    SELECT
        s.placement AS placement, s.terms AS terms, s.day AS day, c.id AS id, c.reader AS reader,
        c.at_ms AS at_ms
    FROM clicks c
    JOIN spans s
        ON s.placement = c.placement
        AND c.at_ms >= s.starts_ms
        AND c.at_ms < s.ends_ms
    WHERE c.flags = '' AND c.outcome = 'sent'
),
clicked AS (
    SELECT placement, terms, day, COUNT(DISTINCT id) AS clicks
    FROM counted
    GROUP BY placement, terms, day
),
arrived AS (
    SELECT placement, day, reader, MIN(at_ms) AS at_ms
    FROM counted
    GROUP BY placement, day, reader
),
visited AS (
    SELECT s.placement AS placement, s.terms AS terms, s.day AS day, COUNT(*) AS visitors
    FROM arrived a
    JOIN spans s
        ON s.placement = a.placement
        AND s.day = a.day
        AND a.at_ms >= s.starts_ms
        AND a.at_ms < s.ends_ms
    GROUP BY s.placement, s.terms, s.day
)
SELECT
    k.placement AS placement,
    k.terms AS terms,
    CAST(k.clicks AS BIGINT) AS clicks,
    CAST(COALESCE(v.visitors, 0) AS BIGINT) AS visitors
FROM clicked k
LEFT JOIN visited v ON v.placement = k.placement AND v.terms = k.terms AND v.day = k.day
ORDER BY k.placement, k.terms
