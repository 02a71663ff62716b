-- code: DAT001
-- title: Period bounds are those of the period
-- table: figures
-- why: Tools filter by the two day columns; they must say what the EDTF string says.
-- fix: write period_start and period_end as the first and last day of period; blank where it is open
-- bad: figures[F-0066].period_end = 2017-12-30
-- bad: figures[F-0066].period = 2016
-- bad: figures[F-0040].period_start = 2010-01-01
-- bad: figures[F-1140].period_end = (blank)
-- bad: figures[F-0066].period = 2016-13 ; figures[F-0066].period_start = (blank) ; figures[F-0066].period_end = (blank)
SELECT f._line AS line, f.figure_id AS key, 'period' AS field, concat_ws(' ', period, period_start, period_end) AS got,
  coalesce(d.fault, coalesce(d.first_day::VARCHAR, 'open') || ' to ' || coalesce(d.last_day::VARCHAR, 'open')) AS expected
FROM figures f LEFT JOIN edtf d ON d.text = f.period
WHERE d.fault IS NOT NULL OR period_start IS DISTINCT FROM d.first_day OR period_end IS DISTINCT FROM d.last_day
