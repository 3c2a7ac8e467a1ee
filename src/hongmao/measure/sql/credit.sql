-- The clicks of the same reader on the brand's placements before a click that was matched.
--
-- matched: orders with the click they came from, its time, the brand, and how far to look back
-- (order_id, click_id, at_ms, brand, back_ms); epoch milliseconds. A flagged click credits nobody.
WITH readers AS (
    SELECT DISTINCT
        m.order_id AS order_id, m.at_ms AS at_ms, m.brand AS brand, m.back_ms AS back_ms,
        c.reader AS reader
    FROM matched m
    JOIN clicks c ON c.id = m.click_id
    WHERE c.reader <> ''
)
SELECT DISTINCT
    r.order_id AS order_id, c.id AS id, c.at_ms AS at_ms, c.placement AS placement,
    c.creator AS creator
FROM readers r
JOIN clicks c
    ON c.reader = r.reader
    AND c.brand = r.brand
    AND c.at_ms <= r.at_ms
    AND c.at_ms >= r.at_ms - r.back_ms
WHERE c.flags = '' AND c.outcome IN ('sent', 'shown')
