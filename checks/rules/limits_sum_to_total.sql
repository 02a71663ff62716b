-- code: SUM002
-- title: Regional limits sum to the national limit
-- table: figures
-- why: La Paz and Cochabamba share out what the law allows.
-- fix: compare the limits with the law; list a likely error of the source in data/corrections.csv
-- bad: figures[F-0873].value = 8700
WITH limits AS (
  SELECT f._line, f.figure_id, f.series_id, f.place_id, f.value, f.measure, f.same_as, year(f.period_end) AS y FROM figures f JOIN series s USING (series_id) WHERE s.kind = 'limit'
), national AS (
  SELECT series_id, place_id, y, max(value) AS value FROM limits JOIN places p USING (place_id) WHERE p.place_type = 'country' AND measure = 'level' GROUP BY ALL
)
SELECT min(f._line) AS line, min(f.figure_id) AS key, 'value' AS field, sum(f.value)::VARCHAR AS got, 'the national limit of ' || any_value(n.value)::VARCHAR AS expected
FROM limits f JOIN places p USING (place_id) JOIN national n ON n.series_id = f.series_id AND n.place_id = p.parent_id AND n.y = f.y
WHERE p.place_type = 'department' AND f.same_as IS NULL
GROUP BY f.series_id, p.parent_id, n.y
HAVING count(DISTINCT f.place_id) = 2 AND count(*) = 2 AND sum(f.value) <> any_value(n.value)
