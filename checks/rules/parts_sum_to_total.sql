-- code: SUM001
-- title: Parts sum to their total
-- table: figures
-- why: Departments make up the nation; a sum that fails shows a digit that slipped.
-- fix: compare the department numbers and the total with the source; list a likely error of the source in data/corrections.csv
-- bad: figures[F-0753].value = 20151
-- bad: figures[F-0541].value = 90681
-- bad: figures[F-0873].value = 8700
WITH parts AS (
  SELECT f.source_id, f.series_id, f.period, p.parent_id, sum(f.value) AS total, count(DISTINCT f.place_id) AS departments, count(*) AS rows
  FROM mentions f JOIN places p USING (place_id)
  WHERE p.place_type = 'department' AND f.official AND f.measure = 'level' AND f.qualifier = 'exact' AND f.unit_id = 'U-0001' GROUP BY ALL
), summed AS (
  SELECT s.*, r.kind FROM parts s JOIN series r USING (series_id) WHERE rows = departments AND (departments >= 13 OR (r.kind = 'limit' AND departments = 2))
)
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, f.value::VARCHAR AS got, 'the sum of ' || departments::VARCHAR || ' departments in the same source, ' || total::VARCHAR || ', within rounding' AS expected
FROM mentions f JOIN summed s ON s.source_id = f.source_id AND s.series_id = f.series_id AND s.period = f.period AND s.parent_id = f.place_id
  JOIN intervals i ON i.figure_line = f._line
WHERE f.official AND f.measure = 'level' AND f.qualifier = 'exact' AND f.unit_id = 'U-0001'
  AND (total < i.low - departments * 0.5 OR total > i.high + departments * 0.5)
