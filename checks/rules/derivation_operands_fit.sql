-- code: DER003
-- title: Operands of a derivation can be computed with one another
-- table: derivations
-- why: Areas are not taken from tonnages, nor Peru from Bolivia.
-- fix: take operands of the same place and dimension as the result, or another kind
-- bad: derivation_operands[D-0001|1].figure_id = F-0063
-- bad: derivation_operands[D-0003|1].figure_id = F-0066
-- bad: derivations[D-0005].kind = sum
-- bad: derivations[D-0005].kind = difference
SELECT d._line AS line, d.derivation_id AS key, 'kind' AS field, concat_ws(' ', d.kind, o.figure_id) AS got,
  'operands that share place and base unit' || CASE WHEN d.kind IN ('unit_conversion', 'sum', 'difference') THEN ' with the result' ELSE ' with each other' END AS expected
FROM derivations d JOIN derivation_operands o USING (derivation_id) JOIN figures a USING (figure_id) JOIN units ua ON ua.unit_id = a.unit_id
  JOIN figures r ON r.figure_id = d.result_figure_id JOIN units ur ON ur.unit_id = r.unit_id
WHERE a.place_id <> r.place_id OR (d.kind IN ('unit_conversion', 'sum', 'difference') AND ua.base_unit_id <> ur.base_unit_id)
