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
WITH pairs AS (
    SELECT
        v.conversion AS conversion, v.value AS value, t.cell AS cell, t.click AS click,
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
journeys AS (
    SELECT
        conversion, COUNT(*) AS size, MIN(spot) AS opening, MAX(spot) AS closing,
        COALESCE(MAX(CASE WHEN click = 1 THEN spot END), MAX(spot)) AS clicked,
        SUM(weight) AS weights, SUM(fading) AS fadings
    FROM pairs
    GROUP BY conversion
),
shared AS (
    SELECT
        p.cell AS cell, p.value AS value,
        CASE WHEN p.spot = j.opening THEN 1 ELSE 0 END AS opens,
        CASE WHEN p.spot = j.closing THEN 1 ELSE 0 END AS closes,
        CASE WHEN p.spot = j.clicked THEN 1 ELSE 0 END AS clicks,
        CAST(p.weight AS DOUBLE) / j.weights AS linear,
        CASE
            WHEN j.size = 1 THEN CAST(1.0 AS DOUBLE)
            WHEN j.size = 2 THEN CAST(0.5 AS DOUBLE)
            WHEN p.spot = j.opening OR p.spot = j.closing THEN CAST(0.4 AS DOUBLE)
            ELSE CAST(0.2 AS DOUBLE) / (j.size - 2)
        END AS placed,
        p.fading / j.fadings AS faded
    FROM pairs p
    JOIN journeys j ON j.conversion = p.conversion
)
SELECT
    cell,
    CAST(COUNT(*) AS BIGINT) AS touches,
    CAST(SUM(opens) AS BIGINT) AS first_conversions,
    CAST(SUM(closes) AS BIGINT) AS last_conversions,
    CAST(SUM(clicks) AS BIGINT) AS last_click_conversions,
    SUM(linear) AS linear_conversions,
    SUM(placed) AS position_conversions,
    SUM(faded) AS time_decay_conversions,
    CAST(SUM(opens * value) AS BIGINT) AS first_value,
    CAST(SUM(closes * value) AS BIGINT) AS last_value,
    CAST(SUM(clicks * value) AS BIGINT) AS last_click_value,
    SUM(linear * value) AS linear_value,
    SUM(placed * value) AS position_value,
    SUM(faded * value) AS time_decay_value
FROM shared
GROUP BY cell
ORDER BY cell
