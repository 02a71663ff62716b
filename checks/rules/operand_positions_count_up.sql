-- code: REC006
-- title: Operands of a verdict are numbered without gaps
-- table: reconciliation_operands
-- why: A gap is an operand that got lost.
-- fix: number the operands of the reconciliation from 1
-- bad: reconciliation_operands[R-0052|2].position = 4
SELECT min(o._line) AS line, o.reconciliation_id || '|' || min(o.position)::VARCHAR AS key, 'position' AS field, string_agg(o.position::VARCHAR, ' ' ORDER BY o.position) AS got, '1 to ' || count(*)::VARCHAR AS expected
FROM reconciliation_operands o GROUP BY o.reconciliation_id HAVING max(o.position) <> count(*)
