-- Six models of credit over touches, by cell: a note, or whatever the caller numbers.
--
-- touches: person, brand, at_ms, click (1, or 0 for a view), cell (0 to slots - 1); no two rows are
-- alike. conversions: conversion, person, brand, at_ms, value (minor units). rule: one row;
-- window_ms that a conversion looks back over, slots, the weights of a click and of a view in whole
-- numbers (click_weight, view_weight), fade: ln 2 over the half-life in ms, negative ages give less.
--
-- A touch belongs to every conversion of its person and brand that follows it inside the window; one
-- at the conversion's own millisecond comes before it. Touches of one millisecond stand in the order
-- of their cells, a view before a click. Views without weight are no touches. First, last and last
-- click count whole conversions and minor units; where nobody clicked, last click is the last view.
-- Shares are doubles that sum to 1 for each conversion.
--
-- A conversion's ends are told by their spots alone, so only what every touch gets is summed by touch:
-- position gives each the share of one in the middle, and to the two ends what they have above it.
WITH pairs AS (
    SELECT
        v.conversion AS conversion, t.cell AS cell,
        ((t.at_ms - v.at_ms + r.window_ms) * r.slots + t.cell) * 2 + t.click AS spot,
        CASE WHEN t.click = 1 THEN r.click_weight ELSE r.view_weight END AS weight,
        CASE WHEN t.click = 1 THEN r.click_weight ELSE r.view_weight END
            * EXP((t.at_ms - v.at_ms) * r.fade) AS fading
    FROM touches t
    JOIN conversions v ON v.person = t.person AND v.brand = t.brand
    CROSS JOIN rule r
    WHERE t.at_ms <= v.at_ms
        AND t.at_ms >= v.at_ms - r.window_ms
        AND (t.click = 1 OR r.view_weight > 0)
),
summed AS (
    SELECT
        conversion, COUNT(*) AS size, MIN(spot) AS opening, MAX(spot) AS closing,
        COALESCE(MAX(CASE WHEN spot % 2 = 1 THEN spot END), MAX(spot)) AS clicked,
        SUM(weight) AS weights, SUM(fading) AS fadings
    FROM pairs
    GROUP BY conversion
),
journeys AS (
    SELECT
        s.conversion AS conversion, v.value AS value,
        s.opening AS opening, s.closing AS closing, s.clicked AS clicked,
        CAST(1 AS DOUBLE) / s.weights AS linear,
        CAST(1 AS DOUBLE) / s.fadings AS faded,
        CASE WHEN s.size > 2 THEN CAST(0.2 AS DOUBLE) / (s.size - 2) ELSE CAST(0 AS DOUBLE) END AS middle,
        CASE
            WHEN s.size > 2 THEN CAST(0.4 AS DOUBLE) - CAST(0.2 AS DOUBLE) / (s.size - 2)
            ELSE CAST(0.5 AS DOUBLE)
        END AS above
    FROM summed s
    JOIN conversions v ON v.conversion = s.conversion
),
ends AS (
    SELECT opening AS spot, value, 1 AS opens, 0 AS closes, 0 AS clicks, above FROM journeys
    UNION ALL
    SELECT closing AS spot, value, 0 AS opens, 1 AS closes, 0 AS clicks, above FROM journeys
    UNION ALL
    SELECT clicked AS spot, value, 0 AS opens, 0 AS closes, 1 AS clicks, CAST(0 AS DOUBLE) AS above
    FROM journeys
),
parts AS (
    SELECT
        p.cell AS cell, COUNT(*) AS touches,
        0 AS opens, 0 AS closes, 0 AS clicks, 0 AS opens_value, 0 AS closes_value, 0 AS clicks_value,
        SUM(p.weight * j.linear) AS linear, SUM(p.weight * j.linear * j.value) AS linear_value,
        SUM(j.middle) AS placed, SUM(j.middle * j.value) AS placed_value,
        SUM(p.fading * j.faded) AS faded, SUM(p.fading * j.faded * j.value) AS faded_value
    FROM pairs p
    JOIN journeys j ON j.conversion = p.conversion
    GROUP BY p.cell
    UNION ALL
    SELECT
        CAST(FLOOR((e.spot % (2 * r.slots)) / 2.0) AS BIGINT) AS cell, 0 AS touches,
        SUM(e.opens) AS opens, SUM(e.closes) AS closes, SUM(e.clicks) AS clicks,
        SUM(e.opens * e.value) AS opens_value, SUM(e.closes * e.value) AS closes_value,
        SUM(e.clicks * e.value) AS clicks_value,
        CAST(0 AS DOUBLE) AS linear, CAST(0 AS DOUBLE) AS linear_value,
        SUM(e.above) AS placed, SUM(e.above * e.value) AS placed_value,
        CAST(0 AS DOUBLE) AS faded, CAST(0 AS DOUBLE) AS faded_value
    FROM ends e
    CROSS JOIN rule r
    GROUP BY CAST(FLOOR((e.spot % (2 * r.slots)) / 2.0) AS BIGINT)
)
SELECT
    cell,
    CAST(SUM(touches) AS BIGINT) AS touches,
    CAST(SUM(opens) AS BIGINT) AS first_conversions,
    CAST(SUM(closes) AS BIGINT) AS last_conversions,
    CAST(SUM(clicks) AS BIGINT) AS last_click_conversions,
    SUM(linear) AS linear_conversions,
    SUM(placed) AS position_conversions,
    SUM(faded) AS time_decay_conversions,
    CAST(SUM(opens_value) AS BIGINT) AS first_value,
    CAST(SUM(closes_value) AS BIGINT) AS last_value,
    CAST(SUM(clicks_value) AS BIGINT) AS last_click_value,
    SUM(linear_value) AS linear_value,
    SUM(placed_value) AS position_value,
    SUM(faded_value) AS time_decay_value
FROM parts
GROUP BY cell
ORDER BY cell
