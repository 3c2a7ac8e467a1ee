-- The clicks that orders may have come from.
--
-- leased: for each order, the placements that held its adzone at its click time, with the
-- marketplace's click time and the tolerance, in epoch milliseconds.
-- A click that was shown how to leave its app may have led to an order too: by the password, by the
-- web page, or by a second click that was sent on and is then the nearer one.
-- A click is one row of the lake; the log keeps each once, DISTINCT guards against a repeat.
SELECT DISTINCT
    l.order_id,
    c.id AS click_id,
    c.at_ms,
    c.placement,
    l.same_item,
    l.same_store,
    c.flags <> '' AS flagged
FROM leased l
JOIN clicks c
    ON c.placement = l.placement
    AND c.at_ms >= l.click_ms - l.tolerance_ms
    AND c.at_ms <= l.click_ms + l.tolerance_ms
WHERE c.outcome IN ('sent', 'shown')
ORDER BY l.order_id, c.at_ms, click_id
