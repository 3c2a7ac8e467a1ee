-- The touches again, by the number of their cell.
--
-- touched: what `touched` answers. cells: what `cells` answers.
SELECT
    t.person AS person, t.brand AS brand, t.at_ms AS at_ms, t.click AS click, c.cell AS cell
FROM touched t
JOIN cells c
    ON c.note = t.note
    AND c.creator = t.creator
    AND c.campaign = t.campaign
    AND c.surface = t.surface
