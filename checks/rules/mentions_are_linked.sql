-- code: SAM003
-- title: Later mentions of a published number point to the first
-- table: figures
-- why: A number that is reprinted ten times is one number.
-- fix: set same_as to the first mention, as nox -s ingest -- official does
-- bad: figures[F-1105].value = 491
-- bad: figures[F-0483].same_as = F-0475
WITH firsts AS (
  SELECT series_id, measure, place_id, period, value, qualifier, unit_id FROM mentions WHERE official
  GROUP BY ALL HAVING count(*) - count(same_as) <> 1
)
SELECT f._line AS line, f.figure_id AS key, 'same_as' AS field, f.same_as AS got, 'one first mention of ' || f.value::VARCHAR || ' for this series, place and period, to which all others point' AS expected
FROM mentions f JOIN firsts g ON g.series_id = f.series_id AND g.measure = f.measure AND g.place_id = f.place_id AND g.period IS NOT DISTINCT FROM f.period
  AND g.value = f.value AND g.qualifier = f.qualifier AND g.unit_id = f.unit_id
WHERE f.official
