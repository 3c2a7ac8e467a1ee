-- How often each note was read: page views that told of a read.
SELECT note, CAST(COUNT(DISTINCT view) AS BIGINT) AS views
FROM reads
WHERE note > 0
GROUP BY note
