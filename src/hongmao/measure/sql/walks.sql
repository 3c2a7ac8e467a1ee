-- The journeys that a Markov chain learns from, touch by touch.
--
-- touches, conversions, rule: as `models` takes them. Each conversion is the journey of the touches
-- that it looks back on (won 1, numbered as it is), as in `models`. The touches of a person and brand
-- that no conversion looks back on are one journey that came to nothing (won 0, numbered from 1).
WITH seen AS (
    SELECT
        t.person AS person, t.brand AS brand, t.at_ms AS at_ms, t.click AS click, t.cell AS cell
    FROM touches t
    CROSS JOIN rule r
    WHERE t.click = 1 OR r.view_weight > 0
),
won AS (
    SELECT
        v.conversion AS conversion, t.person AS person, t.brand AS brand, t.at_ms AS at_ms,
        t.click AS click, t.cell AS cell
    FROM seen t
    JOIN conversions v ON v.person = t.person AND v.brand = t.brand
    CROSS JOIN rule r
    WHERE t.at_ms <= v.at_ms AND t.at_ms >= v.at_ms - r.window_ms
),
counted AS (
    SELECT DISTINCT person, brand, at_ms, click, cell, 1 AS used
    FROM won
),
idle AS (
    SELECT s.person AS person, s.brand AS brand, s.at_ms AS at_ms, s.click AS click, s.cell AS cell
    FROM seen s
    LEFT JOIN counted c
        ON c.person = s.person
        AND c.brand = s.brand
        AND c.at_ms = s.at_ms
        AND c.click = s.click
        AND c.cell = s.cell
    WHERE COALESCE(c.used, 0) = 0
)
SELECT 1 AS won, conversion AS journey, at_ms, click, cell
FROM won
UNION ALL
SELECT
    0 AS won, CAST(DENSE_RANK() OVER (ORDER BY person, brand) AS BIGINT) AS journey, at_ms, click,
    cell
FROM idle
