-- code: COV001
-- title: Years covered by a series never shrink
-- table: series
-- why: A year that was published stays published; a vanished one breaks every user of the series.
-- fix: bring the figures back; after a release, nox -s ingest -- coverage writes the new baseline
-- bad: delete figures[F-1184] ; delete figures[F-0508] ; delete figures[F-0509] ; delete figures[F-0510]
WITH now AS (SELECT series_id, place_id, count(DISTINCT period) AS years FROM vintages WHERE series_id IN (SELECT series_id FROM baseline_years) GROUP BY ALL)
SELECT s._line AS line, s.series_id AS key, 'series_id' AS field, coalesce(n.years, 0)::VARCHAR || ' years for ' || b.place_id AS got, b.years::VARCHAR || ' or more, as in the last release' AS expected
FROM baseline_years b JOIN series s USING (series_id) LEFT JOIN now n ON n.series_id = b.series_id AND n.place_id = b.place_id
WHERE coalesce(n.years, 0) < b.years
