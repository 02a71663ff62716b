-- code: MEA002
-- title: Percentages of change name their base period
-- table: figures
-- why: A rise of 13 percent since when?
-- fix: fill base_period
-- bad: figures[F-0068].base_period = (blank)
SELECT f._line AS line, f.figure_id AS key, 'base_period' AS field, NULL AS got, 'the period that the change starts from' AS expected
FROM figures f WHERE measure = 'percent_change' AND base_period IS NULL
