-- code: DAT009
-- title: A period of the record is stated where the passage prints its year
-- table: figures
-- why: A year that only the heading of a table gave, or the collector, must not look as if it stood beside the number.
-- fix: set period_basis to stated if the passage prints the year, else to external or bounded; or correct period
-- bad: figures[F-0927].period_basis = external
-- bad: figures[F-0132].period_basis = stated
-- bad: figures[F-0927].period_basis = relative
SELECT f._line AS line, f.figure_id AS key, 'period_basis' AS field, period_basis || ' ' || f.period AS got, 'stated if and only if the passage prints the year; it prints ' || coalesce(p.years, 'none') AS expected
FROM mentions f JOIN evidence_passages p USING (evidence_line)
WHERE p.passage_line IS NOT NULL AND period_basis IN ('stated', 'external', 'relative')
  AND (period_basis = 'stated') <> coalesce(contains(p.years, year(f.period_start)::VARCHAR), false)
