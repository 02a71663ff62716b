-- code: SER003
-- title: Levels of measured indicators have a series
-- table: figures
-- why: A level without its way of measuring cannot be compared with any other.
-- fix: set series_id; add a series with unspecified bases if the document does not state them
-- bad: figures[F-0066].series_id = (blank)
-- bad: figures[F-0065].measure = excess
-- bad: figures[F-0095].series_id = (blank)
-- bad: figures[F-0068].series_id = (blank)
SELECT f._line AS line, f.figure_id AS key, 'series_id' AS field, NULL AS got, 'a series of ' || f.indicator_id AS expected
FROM figures f JOIN indicators i USING (indicator_id)
WHERE f.series_id IS NULL AND i.quantity <> 'other' AND obs_status = 'A' AND measure IN ('level', 'change', 'percent_change', 'excess')
