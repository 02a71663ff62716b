-- code: DER002
-- title: Derivations have the operands that their kind needs
-- table: derivations
-- why: A computation without its parts proves nothing.
-- fix: add or remove rows of data/derivation_operands.csv: one for a unit conversion, two or more for a sum, two otherwise; positions from 1 without gaps; never the result itself
-- bad: delete derivation_operands[D-0003|2]
-- bad: derivation_operands[D-0003|2].position = 3
-- bad: derivation_operands[D-0003|1].figure_id = F-0085
-- bad: derivations[D-0002].kind = sum
SELECT d._line AS line, d.derivation_id AS key, 'kind' AS field, count(o.position)::VARCHAR || ' operands' AS got,
  CASE d.kind WHEN 'unit_conversion' THEN 'one operand' WHEN 'sum' THEN 'two or more' ELSE 'two' END || ', numbered from 1, none of them the result' AS expected
FROM derivations d LEFT JOIN derivation_operands o USING (derivation_id)
GROUP BY d._line, d.derivation_id, d.kind
HAVING count(o.position) <> coalesce(max(o.position), 0) OR count(o.position) < 1 OR bool_or(o.figure_id = d.result_figure_id)
  OR CASE d.kind WHEN 'unit_conversion' THEN count(o.position) <> 1 WHEN 'sum' THEN count(o.position) < 2 ELSE count(o.position) <> 2 END
