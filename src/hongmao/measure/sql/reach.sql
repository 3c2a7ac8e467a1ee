-- How far the lake reaches: the latest event, epoch milliseconds, 0 where there is none.
SELECT CAST(COALESCE(MAX(at_ms), 0) AS BIGINT) AS last_ms
FROM (
    SELECT MAX(at_ms) AS at_ms FROM clicks
    UNION ALL
    SELECT MAX(at_ms) AS at_ms FROM impressions
    UNION ALL
    SELECT MAX(at_ms) AS at_ms FROM reads
) latest
