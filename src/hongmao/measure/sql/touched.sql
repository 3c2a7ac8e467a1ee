-- What readers were shown and clicked, as touches with a brand.
--
-- clicks, impressions: the lake's. identities: which readers are one person, where that is known
-- (reader, person); a reader without a row is a person by themselves. What a traffic rule flagged is
-- no touch. An impression counts once a view and placement, at its first time; one that was clicked
-- is that click and no touch of its own. A click that was shown the way out of its app counts unless
-- its view was also sent on. Rows that are alike are one touch.
WITH known AS (
    SELECT reader, MIN(person) AS person
    FROM identities
    GROUP BY reader
),
sent AS (
    SELECT DISTINCT placement, view
    FROM clicks
    WHERE flags = '' AND outcome = 'sent' AND view <> ''
),
clicked AS (
    SELECT DISTINCT placement, view
    FROM clicks
    WHERE flags = '' AND outcome IN ('sent', 'shown') AND view <> ''
),
seen AS (
    SELECT
        reader, brand, note, creator, campaign, surface, placement, view, MIN(at_ms) AS first_ms
    FROM impressions
    WHERE flags = '' AND reader <> ''
    GROUP BY reader, brand, note, creator, campaign, surface, placement, view
),
touches AS (
    SELECT
        i.reader AS reader, i.brand AS brand, i.first_ms AS at_ms, 0 AS click, i.note AS note,
        i.creator AS creator, i.campaign AS campaign, i.surface AS surface
    FROM seen i
    LEFT JOIN clicked k ON k.placement = i.placement AND k.view = i.view
    WHERE k.view IS NULL
    UNION ALL
    SELECT
        c.reader AS reader, c.brand AS brand, c.at_ms AS at_ms, 1 AS click, c.note AS note,
        c.creator AS creator, c.campaign AS campaign, c.surface AS surface
    FROM clicks c
    LEFT JOIN sent s ON s.placement = c.placement AND s.view = c.view
    WHERE c.flags = '' AND c.reader <> ''
        AND (c.outcome = 'sent' OR (c.outcome = 'shown' AND s.view IS NULL))
)
SELECT DISTINCT
    COALESCE(k.person, t.reader) AS person, t.brand AS brand, t.at_ms AS at_ms,
    CAST(t.click AS BIGINT) AS click, t.note AS note, t.creator AS creator,
    t.campaign AS campaign, t.surface AS surface
FROM touches t
LEFT JOIN known k ON k.reader = t.reader
