-- Every combination of note, creator, campaign and surface that was touched, numbered from 0.
--
-- touched: what `touched` answers.
SELECT
    note, creator, campaign, surface,
    CAST(ROW_NUMBER() OVER (ORDER BY note, creator, campaign, surface) AS BIGINT) - 1 AS cell
FROM (SELECT DISTINCT note, creator, campaign, surface FROM touched) found
