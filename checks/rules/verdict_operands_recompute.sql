-- code: REC002
-- title: A verdict rests on the figures that it lists
-- table: reconciliations
-- why: Whoever doubts a verdict must find the numbers behind it.
-- fix: list exactly the expected figures, in this order, in data/reconciliation_operands.csv
-- bad: delete reconciliation_operands[R-0037|2]
-- bad: reconciliation_operands[R-0037|1].figure_id = F-1105
-- bad: delete reconciliation_operands[R-0003|1]
WITH stated AS (SELECT reconciliation_id, string_agg(figure_id, ' ' ORDER BY position) AS figures FROM reconciliation_operands GROUP BY ALL),
computed AS (SELECT reconciliation_id, string_agg(figure_id, ' ' ORDER BY position) AS figures FROM recomputed_operands GROUP BY ALL)
SELECT c._line AS line, c.reconciliation_id AS key, 'reconciliation_id' AS field, s.figures AS got, coalesce(p.figures, 'no operand: nothing was published in time') AS expected
FROM reconciliations c LEFT JOIN stated s USING (reconciliation_id) LEFT JOIN computed p USING (reconciliation_id)
WHERE s.figures IS DISTINCT FROM p.figures
