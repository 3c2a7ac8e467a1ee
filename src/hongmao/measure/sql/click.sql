-- The clicks of these ids as they stand in the lake, without who clicked.
SELECT DISTINCT
    c.id, c.at_ms, c.code, c.placement, c.note, c.surface, c.outcome, c.flags, c.ruleset, c.log,
    c.segment, c.ordinal
FROM clicks c
JOIN wanted w ON w.id = c.id
