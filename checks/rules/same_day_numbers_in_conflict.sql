-- code: CON002
-- title: Different numbers published at one time are in one conflict group
-- table: figures
-- why: The same edition cannot be followed by itself.
-- fix: add both to one group of data/conflicts.csv, with a cause
-- bad: delete conflicts[C-0008|F-0960]
-- bad: conflicts[C-0003|F-1111].conflict_group = C-0012
-- bad: figures[F-0960].qualifier = approx ; delete conflicts[C-0008|F-0960]
-- bad: copy corrections[F-0095|measure] to F-0960|measure ; delete conflicts[C-0008|F-0960]
-- bad: conflicts[C-0008|F-0960].conflict_group = C-0012 ; copy conflicts[C-0008|F-1121] to C-0011|F-0963
WITH moved AS (
  SELECT series_id, place_id, period FROM mentions JOIN units USING (unit_id) WHERE series_id IS NOT NULL AND period IS NOT NULL -- said, so that fewer are counted
  GROUP BY ALL HAVING min(value * coalesce(factor, 1)) < max(value * coalesce(factor, 1))
), dated AS ( -- no WHERE, by which the few that moved would be looked up in all mentions instead of the other way round
  SELECT f._line, f.figure_id, f.same_as, f.series_id, f.place_id, f.period, f.value, s.published, i.low * coalesce(u.factor, 1) AS low, i.high * coalesce(u.factor, 1) AS high,
    CASE WHEN f.official AND f.measure = 'level' AND f.qualifier IN ('exact', 'approx') THEN f.value * coalesce(u.factor, 1) END AS base_value
  FROM mentions f JOIN moved USING (series_id, place_id, period) JOIN intervals i ON i.figure_line = f._line
    JOIN sources s USING (source_id) JOIN units u USING (unit_id)
)
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, f.value::VARCHAR AS got, 'the number of ' || g.figure_id || ', published at the same time: ' || g.value::VARCHAR || '; or one conflict group' AS expected
FROM dated f JOIN dated g ON g.series_id = f.series_id AND g.place_id = f.place_id AND g.period = f.period AND g.published = f.published AND g.figure_id <> f.figure_id
WHERE NOT (f.low <= g.base_value AND g.base_value <= f.high) AND NOT (g.low <= f.base_value AND f.base_value <= g.high)
  AND abs(f.base_value - g.base_value) >= greatest(f.high - f.low, g.high - g.low)
  AND NOT EXISTS (SELECT 1 FROM conflicts a JOIN conflicts b USING (conflict_group) WHERE a.figure_id = f.figure_id AND b.figure_id IN (g.figure_id, coalesce(g.same_as, g.figure_id)))
  AND NOT EXISTS (SELECT 1 FROM conflicts a JOIN conflicts b USING (conflict_group) WHERE a.figure_id = coalesce(f.same_as, f.figure_id) AND b.figure_id IN (g.figure_id, coalesce(g.same_as, g.figure_id)))
  AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.figure_id IN (f.figure_id, g.figure_id) AND c.field IN ('value', 'period', 'place_id'))
