-- code: DAT004
-- title: Base periods are dates before the end of the period
-- table: figures
-- why: A change runs from its base to its period.
-- fix: write base_period as EDTF, no later than the end of period
-- bad: figures[F-0068].base_period = 2016-13
-- bad: figures[F-0068].base_period = 2019
-- bad: figures[F-0082].base_period = 2016-01-01
SELECT f._line AS line, f.figure_id AS key, 'base_period' AS field, base_period AS got, coalesce(d.fault, 'a period that begins before ' || period_end::VARCHAR || ', as exact as the text tells it') AS expected
FROM figures f JOIN edtf d ON d.text = f.base_period
WHERE d.fault IS NOT NULL OR d.first_day > f.period_end OR f.base_period LIKE '%-01-01'
