-- code: CON003
-- title: A conflict group holds different numbers for one thing
-- table: conflicts
-- why: A group of one, or of equal numbers, is no conflict.
-- fix: put two or more figures of one indicator, place and year with different numbers into the group, one of them with the cause record
-- bad: delete conflicts[C-0005|F-0845]
-- bad: conflicts[C-0005|F-0845].figure_id = F-1118
-- bad: conflicts[C-0005|F-0845].cause = other_target
-- bad: units[U-0003].factor = 0
-- bad: figures[F-1011].period_end = 2013-12-31
-- bad: figures[F-0845].place_id = P-0004
-- bad: figures[F-0845].series_id = SR-0008
SELECT min(c._line) AS line, c.conflict_group || '|' || min(c.figure_id) AS key, 'figure_id' AS field, string_agg(c.figure_id, ' ' ORDER BY c.figure_id) AS got, 'two or more figures with different numbers for one series, place and year, one of them of the record' AS expected
FROM conflicts c JOIN figures f USING (figure_id) JOIN units u USING (unit_id)
GROUP BY c.conflict_group
HAVING count(*) < 2 OR count(DISTINCT f.series_id) > 1 OR count(DISTINCT f.place_id) > 1 OR count(DISTINCT year(f.period_end)) > 1
  OR count(DISTINCT f.value * coalesce(u.factor, 1)) < 2 OR count(*) FILTER (c.cause = 'record') <> 1
