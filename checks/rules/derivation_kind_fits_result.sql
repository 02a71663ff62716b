-- code: DER004
-- title: A derivation is of the kind that its result measures
-- table: derivations
-- why: A ratio is no percentage; of two operands the first is of the result's own period.
-- fix: correct kind, or the order of the operands: the newer one first
-- bad: derivations[D-0005].kind = ratio
-- bad: derivation_operands[D-0005|1].figure_id = (blank) ; derivation_operands[D-0005|2].figure_id = F-0063
-- bad: derivations[D-0006].kind = percent_change
-- bad: derivations[D-0006].kind = share
-- bad: derivations[D-0006].kind = sum
-- bad: derivations[D-0005].kind = unit_conversion
-- bad: derivations[D-0001].result_figure_id = F-0013
-- bad: derivation_operands[D-0004|1].figure_id = F-0497
-- bad: derivation_operands[D-0006|2].figure_id = F-0095
SELECT d._line AS line, d.derivation_id AS key, 'kind' AS field, d.kind || ' for ' || f.measure AS got,
  'the measure of ' || d.result_figure_id || ', and as first operand one of its period' AS expected
FROM derivations d JOIN figures f ON f.figure_id = d.result_figure_id
  LEFT JOIN derivation_operands a ON a.derivation_id = d.derivation_id AND a.position = 1 LEFT JOIN figures x ON x.figure_id = a.figure_id
  LEFT JOIN derivation_operands b ON b.derivation_id = d.derivation_id AND b.position = 2 LEFT JOIN figures y ON y.figure_id = b.figure_id
WHERE (d.kind IN ('percent_change', 'ratio', 'share') AND d.kind <> f.measure) OR (d.kind IN ('sum', 'unit_conversion') AND f.measure IN ('percent_change', 'ratio', 'rank'))
  OR (d.kind IN ('percent_change', 'ratio') AND (x.period <> f.period OR y.period = f.period))
