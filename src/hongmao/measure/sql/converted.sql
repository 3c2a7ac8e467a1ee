-- Orders with the person whose click they were matched to.
--
-- orders: matched orders (conversion, click_id, brand, at_ms, value; minor units). clicks: the
-- lake's. identities: as in `touched`. An order whose click is not in the lake, or has no reader, has
-- no row here.
WITH known AS (
    SELECT reader, MIN(person) AS person
    FROM identities
    GROUP BY reader
),
came AS (
    SELECT id, MIN(reader) AS visitor, MIN(at_ms) AS click_ms
    FROM clicks
    WHERE reader <> ''
    GROUP BY id
)
SELECT
    o.conversion AS conversion, COALESCE(k.person, c.visitor) AS person, o.brand AS brand,
    o.at_ms AS at_ms, o.value AS value, c.click_ms AS click_ms
FROM orders o
JOIN came c ON c.id = o.click_id
LEFT JOIN known k ON k.reader = c.visitor
