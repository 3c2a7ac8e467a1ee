-- What seeding came to, by subject (a note, a creator or a campaign) and window of days.
--
-- asked: one row (from_ms, until_ms, as_of_ms). hours: counts by hour (subject, hour_ms, exposures,
-- reads, clicks). outcomes: what followed a click (subject, kind, click_ms, at_ms, paid, is_new: 1, 0,
-- or -1 where unknown); kind is 'order', 'collect', 'cart' or 'visit'. windows: (days).
-- Exposures, reads and clicks are those of the hours from from_ms until before until_ms. What followed
-- belongs to its click: it counts where the click lies in that span, and it came within the window
-- after the click and before as_of_ms. `ripe` are the clicks old enough for the window to be over.
WITH did AS (
    SELECT
        h.subject, w.days, SUM(h.exposures) AS exposures, SUM(h.reads) AS reads,
        SUM(h.clicks) AS clicks,
        SUM(CASE WHEN h.hour_ms + 3600000 + w.days * CAST(86400000 AS BIGINT) <= a.as_of_ms
            THEN h.clicks ELSE 0 END) AS ripe
    FROM hours h
    CROSS JOIN asked a
    CROSS JOIN windows w
    WHERE h.hour_ms >= a.from_ms AND h.hour_ms < a.until_ms
    GROUP BY h.subject, w.days
),
came AS (
    SELECT
        o.subject, w.days,
        SUM(CASE WHEN o.kind = 'visit' THEN 1 ELSE 0 END) AS visits,
        SUM(CASE WHEN o.kind = 'collect' THEN 1 ELSE 0 END) AS collects,
        SUM(CASE WHEN o.kind = 'cart' THEN 1 ELSE 0 END) AS carts,
        SUM(CASE WHEN o.kind = 'order' THEN 1 ELSE 0 END) AS orders,
        SUM(CASE WHEN o.kind = 'order' AND o.is_new = 1 THEN 1 ELSE 0 END) AS new_customers,
        SUM(CASE WHEN o.kind = 'order' AND o.is_new < 0 THEN 1 ELSE 0 END) AS new_unknown,
        SUM(CASE WHEN o.kind = 'order' THEN o.paid ELSE 0 END) AS paid
    FROM outcomes o
    CROSS JOIN asked a
    CROSS JOIN windows w
    WHERE o.click_ms >= a.from_ms AND o.click_ms < a.until_ms AND o.at_ms < a.as_of_ms
        AND o.at_ms >= o.click_ms AND o.at_ms < o.click_ms + w.days * CAST(86400000 AS BIGINT)
    GROUP BY o.subject, w.days
),
everyone AS (
    SELECT DISTINCT subject, days
    FROM (SELECT subject, days FROM did UNION ALL SELECT subject, days FROM came) b
)
SELECT
    CAST(e.subject AS BIGINT) AS subject,
    CAST(e.days AS BIGINT) AS days,
    CAST(COALESCE(d.exposures, 0) AS BIGINT) AS exposures,
    CAST(COALESCE(d.reads, 0) AS BIGINT) AS reads,
    CAST(COALESCE(d.clicks, 0) AS BIGINT) AS clicks,
    CAST(COALESCE(d.ripe, 0) AS BIGINT) AS ripe,
    CAST(COALESCE(c.visits, 0) AS BIGINT) AS visits,
    CAST(COALESCE(c.collects, 0) AS BIGINT) AS collects,
    CAST(COALESCE(c.carts, 0) AS BIGINT) AS carts,
    CAST(COALESCE(c.orders, 0) AS BIGINT) AS orders,
    CAST(COALESCE(c.new_customers, 0) AS BIGINT) AS new_customers,
    CAST(COALESCE(c.new_unknown, 0) AS BIGINT) AS new_unknown,
    CAST(COALESCE(c.paid, 0) AS BIGINT) AS paid
FROM everyone e
LEFT JOIN did d ON d.subject = e.subject AND d.days = e.days
LEFT JOIN came c ON c.subject = e.subject AND c.days = e.days
ORDER BY e.subject, e.days
