-- Every click, with the placement it was on.
SELECT DISTINCT id, placement FROM clicks
