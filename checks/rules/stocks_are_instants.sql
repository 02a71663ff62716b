-- code: PER001
-- title: Stocks hold for a moment, flows for a stretch
-- table: figures
-- why: An area is measured at one time of one year; eradication adds up over time.
-- fix: give a stock of the record a period within one year, and a flow an interval
-- bad: figures[F-1184].period = 2016/2017 ; figures[F-1184].period_start = 2016-01-01
-- bad: figures[F-1181].period = 2017-12-31 ; figures[F-1181].period_start = 2017-12-31
SELECT f._line AS line, f.figure_id AS key, 'period' AS field, f.period AS got, CASE i.kind WHEN 'stock' THEN 'a time within one year' ELSE 'a stretch of time, not a day' END AS expected
FROM mentions f JOIN indicators i USING (indicator_id)
WHERE (year(f.period_start) <> year(f.period_end) OR f.period_start = f.period_end) AND f.official AND f.measure = 'level'
  AND CASE i.kind WHEN 'stock' THEN year(f.period_start) <> year(f.period_end) WHEN 'flow' THEN f.period_start = f.period_end ELSE false END
