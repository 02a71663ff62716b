-- code: MEA001
-- title: Comparisons say with what
-- table: figures
-- why: A rank or ratio without its base, a change without direction, mean nothing.
-- fix: fill direction for changes and ratios, base_place_id for ranks; leave direction blank for other measures
-- bad: figures[F-0068].direction = (blank)
-- bad: figures[F-0061].base_place_id = (blank)
-- bad: figures[F-0066].direction = increase
-- bad: figures[F-0066].base_period = 2016
-- bad: figures[F-0035].base_period = 2016
-- bad: figures[F-0003].base_period = 2000
SELECT f._line AS line, f.figure_id AS key, CASE WHEN measure = 'rank' THEN 'base_place_id' ELSE 'direction' END AS field, direction AS got,
  CASE WHEN measure IN ('change', 'percent_change', 'ratio') THEN 'increase, decrease or stable' WHEN measure = 'rank' THEN 'a base place'
    ELSE 'no direction and no base period' END || ' for ' || measure AS expected
FROM figures f
WHERE (measure IN ('change', 'percent_change', 'ratio')) <> (direction IS NOT NULL) OR (measure = 'rank' AND base_place_id IS NULL)
   OR (measure IN ('level', 'share', 'duration') AND base_period IS NOT NULL)
