-- The click that orders may have come from whose marketplace does not tell the time of the click.
--
-- leased: for each order, the placement whose own lease it carries, and the span up to the order in
-- which the marketplace remembers a click, in epoch milliseconds, both ends in.
-- Of several clicks one that no traffic rule flagged comes first, then the latest.
SELECT
    order_id,
    click_id,
    at_ms,
    placement,
    same_item,
    same_store,
    flagged
FROM (
    SELECT
        l.order_id,
        c.id AS click_id,
        c.at_ms,
        c.placement,
        l.same_item,
        l.same_store,
        c.flags <> '' AS flagged,
        ROW_NUMBER() OVER (
            PARTITION BY l.order_id, c.placement
            ORDER BY c.flags <> '', c.at_ms DESC, c.id
        ) AS place
    FROM leased l
    JOIN clicks c
        ON c.placement = l.placement
        AND c.at_ms >= l.from_ms
        AND c.at_ms <= l.until_ms
    WHERE c.outcome = 'sent'
) ranked
WHERE place = 1
ORDER BY order_id, placement
