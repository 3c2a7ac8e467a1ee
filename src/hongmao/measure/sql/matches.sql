-- Orders matched to clicks, each with its grade and evidence: `judge` of core/matching.py in bulk.
--
-- claims: orders, with the fit that each is judged by. leases: which placement held which lease,
-- when, and what it is of. rule: one row with the rule's constants. Times are epoch milliseconds.
-- A click that was shown how to leave its app may have led to an order as one that was sent.
-- at_ms is the marketplace's click time by our clock; where it told none (timed = 0), the order's.
WITH asked AS (
    SELECT
        o.order_id AS order_id, o.click_id AS click_id, o.lease AS lease, o.item_id AS item_id,
        o.store AS store, o.creator AS creator, o.tolerance_ms AS tolerance_ms,
        o.ceiling_ms AS ceiling_ms, o.crowd AS crowd,
        CASE WHEN o.click_ms > 0 THEN 1 ELSE 0 END AS timed,
        CASE WHEN o.click_ms > 0 THEN o.click_ms ELSE o.ordered_ms END - o.skew_ms AS at_ms,
        CASE WHEN o.click_ms > 0 THEN o.tolerance_ms ELSE o.memory_ms END AS back_ms,
        o.memory_ms AS memory_ms, r.slack_ms AS slack_ms, r.crowd_ms AS crowd_ms,
        r.untimed_ms AS untimed_ms, r.guard AS guard
    FROM claims o
    CROSS JOIN rule r
),
holders AS (
    SELECT
        a.order_id AS order_id,
        l.placement AS placement,
        MAX(CASE WHEN l.item_id = a.item_id AND a.item_id <> '' THEN 1 ELSE 0 END) AS same_item
    FROM asked a
    JOIN leases l ON l.lease = a.lease
    WHERE a.click_id = '' AND a.lease <> '' AND (a.timed = 1 OR l.own = 1)
        AND (a.creator = 0 OR l.creator = a.creator)
        AND l.starts_ms <= a.at_ms + a.slack_ms
        AND l.ends_ms > a.at_ms - a.back_ms - a.slack_ms
        AND ((l.item_id = a.item_id AND a.item_id <> '') OR l.store = a.store)
    GROUP BY a.order_id, l.placement
),
held AS (
    SELECT order_id, COUNT(*) AS holders
    FROM holders
    GROUP BY order_id
),
-- Where one placement held the lease no rival is looked for, and the ceiling is near enough.
reaching AS (
    SELECT
        h.order_id AS order_id, h.placement AS placement, h.same_item AS same_item,
        a.at_ms AS at_ms, a.timed AS timed, a.ceiling_ms AS ceiling_ms, a.crowd_ms AS crowd_ms,
        CASE
            WHEN a.timed = 0 THEN a.untimed_ms WHEN n.holders = 1 THEN a.ceiling_ms
            ELSE a.tolerance_ms
        END AS near_ms,
        CASE
            WHEN a.timed = 0 THEN a.untimed_ms WHEN n.holders = 1 THEN a.ceiling_ms
            ELSE a.tolerance_ms * a.guard
        END AS guard_ms,
        CASE WHEN n.holders = 1 THEN 0 ELSE a.crowd_ms END AS around_ms,
        CASE WHEN a.timed = 1 THEN 0 ELSE a.memory_ms END AS before_ms
    FROM holders h
    JOIN held n ON n.order_id = h.order_id
    JOIN asked a ON a.order_id = h.order_id
),
spans AS (
    SELECT
        order_id, placement, timed,
        at_ms - GREATEST(guard_ms, around_ms, before_ms) AS first_ms,
        at_ms + GREATEST(guard_ms, around_ms) AS last_ms
    FROM reaching
),
-- Slices of time make the join an equality, however many clicks a placement has. A span is no
-- longer than two slices (core/matching.py: WIDEST_MS), so it lies in three at most.
slices AS (
    SELECT
        s.order_id AS order_id, s.placement AS placement, s.first_ms AS first_ms,
        s.last_ms AS last_ms,
        CAST(FLOOR(s.first_ms / 600000.0) AS BIGINT) + n.step AS slice
    FROM spans s
    CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1 AS step UNION ALL SELECT 2 AS step) n
    WHERE s.timed = 1
        AND CAST(FLOOR(s.first_ms / 600000.0) AS BIGINT) + n.step
            <= CAST(FLOOR(s.last_ms / 600000.0) AS BIGINT)
),
found AS (
    SELECT
        s.order_id AS order_id, c.placement AS placement, c.id AS click_id, c.at_ms AS at_ms,
        c.flags AS flags
    FROM slices s
    JOIN clicks c
        ON c.placement = s.placement
        AND CAST(FLOOR(c.at_ms / 600000.0) AS BIGINT) = s.slice
        AND c.at_ms >= s.first_ms
        AND c.at_ms <= s.last_ms
    WHERE c.outcome IN ('sent', 'shown')
    UNION ALL
    SELECT
        s.order_id AS order_id, c.placement AS placement, c.id AS click_id, c.at_ms AS at_ms,
        c.flags AS flags
    FROM spans s
    JOIN clicks c
        ON c.placement = s.placement
        AND c.at_ms >= s.first_ms
        AND c.at_ms <= s.last_ms
    WHERE s.timed = 0 AND c.outcome IN ('sent', 'shown')
),
-- The log keeps a click once; DISTINCT guards against a repeat.
heard AS (
    SELECT DISTINCT
        h.order_id AS order_id, h.placement AS placement, h.same_item AS same_item,
        c.click_id AS click_id, c.at_ms AS at_ms,
        c.at_ms - h.at_ms AS distance_ms,
        CASE WHEN c.flags <> '' THEN 1 ELSE 0 END AS flagged,
        CASE
            WHEN c.at_ms - h.at_ms BETWEEN -GREATEST(h.near_ms * h.timed, h.before_ms) AND h.near_ms
                THEN 1 ELSE 0
        END AS inside,
        CASE
            WHEN c.at_ms - h.at_ms BETWEEN -GREATEST(h.guard_ms * h.timed, h.before_ms) AND h.guard_ms
                THEN 1 ELSE 0
        END AS guarded,
        CASE WHEN ABS(c.at_ms - h.at_ms) <= h.crowd_ms THEN h.timed ELSE 0 END AS crowding,
        CASE WHEN ABS(c.at_ms - h.at_ms) <= h.ceiling_ms THEN h.timed ELSE 0 END AS seen
    FROM found c
    JOIN reaching h ON h.order_id = c.order_id AND h.placement = c.placement
),
ranked AS (
    SELECT
        order_id, placement, click_id, at_ms, distance_ms,
        ROW_NUMBER() OVER (
            PARTITION BY order_id
            ORDER BY flagged, same_item DESC, ABS(distance_ms), click_id
        ) AS place
    FROM heard
    WHERE inside = 1
),
best AS (
    SELECT order_id, placement, click_id, at_ms, distance_ms
    FROM ranked
    WHERE place = 1
),
tallied AS (
    SELECT
        h.order_id AS order_id,
        SUM(h.inside) AS clicks,
        COUNT(DISTINCT CASE
            WHEN h.guarded = 1 AND h.placement <> b.placement THEN h.placement
        END) AS rivals,
        SUM(CASE WHEN h.placement <> b.placement THEN h.crowding ELSE 0 END) AS crowd,
        SUM(h.seen) AS seen_clicks
    FROM heard h
    LEFT JOIN best b ON b.order_id = h.order_id
    GROUP BY h.order_id
),
-- An order with a click id of ours has no holders, so that it is picked for one reason alone.
picked AS (
    SELECT
        a.order_id AS order_id, 1 AS exact, MIN(c.placement) AS placement, c.id AS click_id,
        MIN(c.at_ms) AS at_ms, MIN(c.at_ms - a.at_ms) * MIN(a.timed) AS distance_ms
    FROM asked a
    JOIN clicks c ON c.id = a.click_id
    WHERE a.click_id <> '' AND c.outcome IN ('sent', 'shown')
    GROUP BY a.order_id, c.id
    UNION ALL
    SELECT order_id, 0 AS exact, placement, click_id, at_ms, distance_ms
    FROM best
)
-- Engines fill the columns of a row that is not there with NULL or with 0: both read alike here.
SELECT
    a.order_id AS order_id,
    CASE
        WHEN COALESCE(p.placement, 0) = 0 THEN 'none'
        WHEN p.exact = 1 THEN 'exact'
        WHEN t.rivals > 0 OR t.crowd > a.crowd THEN 'ambiguous'
        WHEN a.timed = 0 AND n.holders > 1 THEN 'ambiguous'
        ELSE 'probable'
    END AS grade,
    CAST(COALESCE(p.placement, 0) AS BIGINT) AS placement,
    COALESCE(p.click_id, '') AS click_id,
    CAST(COALESCE(p.at_ms, 0) AS BIGINT) AS click_ms,
    CAST(COALESCE(p.distance_ms, 0) AS BIGINT) AS distance_ms,
    CAST(CASE
        WHEN p.exact = 1 THEN 1
        WHEN COALESCE(p.placement, 0) <> 0 THEN t.clicks
        ELSE 0
    END AS BIGINT) AS clicks,
    CAST(CASE WHEN COALESCE(p.placement, 0) = 0 THEN 0 ELSE COALESCE(t.rivals, 0) END AS BIGINT)
        AS rivals,
    CAST(CASE WHEN COALESCE(p.placement, 0) = 0 THEN 0 ELSE COALESCE(t.crowd, 0) END AS BIGINT)
        AS crowd,
    CAST(COALESCE(n.holders, 0) AS BIGINT) AS holders,
    CAST(CASE
        WHEN p.exact = 1 THEN a.timed
        WHEN n.holders = 1 AND t.seen_clicks = 1 THEN 1
        ELSE 0
    END AS BIGINT) AS lone
FROM asked a
LEFT JOIN held n ON n.order_id = a.order_id
LEFT JOIN picked p ON p.order_id = a.order_id
LEFT JOIN tallied t ON t.order_id = a.order_id
