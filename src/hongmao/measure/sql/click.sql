-- The clicks of these ids as they stand in the lake, without who clicked.
SELECT DISTINCT
    c.id AS id, c.at_ms AS at_ms, c.code AS code, c.placement AS placement, c.note AS note,
    c.surface AS surface, c.outcome AS outcome, c.flags AS flags, c.ruleset AS ruleset,
    c.log AS log, c.segment AS segment, c.ordinal AS ordinal
FROM clicks c
JOIN wanted w ON w.id = c.id
