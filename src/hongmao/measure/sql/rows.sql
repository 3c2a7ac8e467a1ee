-- Every event of the lake, by its place in the log.
SELECT log, segment, ordinal, id, at_ms FROM clicks
UNION ALL
SELECT log, segment, ordinal, view AS id, at_ms FROM impressions
UNION ALL
SELECT log, segment, ordinal, view AS id, at_ms FROM reads
