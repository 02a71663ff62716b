-- code: DAT005
-- title: Nothing is observed after its source was published
-- table: figures
-- why: What had not happened yet was not observed or estimated but foreseen.
-- fix: correct the period, or make the claim a target or forecast
-- bad: figures[F-0066].period = 2019 ; figures[F-0066].period_start = 2019-01-01 ; figures[F-0066].period_end = 2019-12-31
-- bad: figures[F-0042].period = 2014 ; figures[F-0042].period_start = 2014-01-01 ; figures[F-0042].period_end = 2014-12-31
SELECT f._line AS line, f.figure_id AS key, 'period' AS field, period AS got, 'no day after the publication of ' || s.source_id || ' (' || s.published || ')' AS expected
FROM mentions f JOIN sources s USING (source_id) JOIN edtf d ON d.text = s.published
WHERE claim_type IN ('observed', 'estimate') AND period_end > d.last_day
