-- code: DAT007
-- title: A period says how it is known
-- table: figures
-- why: A guessed year must never look like a printed one.
-- fix: fill period, or set period_basis to not_stated and leave period blank
-- bad: figures[F-0066].period_basis = not_stated
-- bad: figures[F-0001].period_basis = stated
SELECT f._line AS line, f.figure_id AS key, 'period_basis' AS field, period_basis AS got, CASE WHEN period IS NULL THEN 'not_stated' ELSE 'stated, relative, bounded or external' END AS expected
FROM figures f WHERE (period IS NULL) <> (period_basis = 'not_stated')
