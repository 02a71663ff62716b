-- code: REC005
-- title: Part-years are never compared with full years
-- table: reconciliations
-- why: Ten months of eradication are not less than twelve: they are shorter.
-- fix: take operands whose periods are equally long
-- bad: figures[F-0845].period = 2013-01/2013-06 ; figures[F-0845].period_end = 2013-06-30
-- bad: figures[F-0845].period = 2013/2014 ; figures[F-0845].period_end = 2014-12-31
SELECT c._line AS line, c.reconciliation_id AS key, 'series_id' AS field, string_agg(f.period, ' ' ORDER BY o.position) AS got, 'operands that cover whole years' AS expected
FROM reconciliations c JOIN reconciliation_operands o USING (reconciliation_id) JOIN figures f ON f.figure_id = o.figure_id JOIN indicators i USING (indicator_id)
WHERE i.kind = 'flow'
GROUP BY c._line, c.reconciliation_id
HAVING bool_or(f.period_end - f.period_start NOT BETWEEN 364 AND 365)
