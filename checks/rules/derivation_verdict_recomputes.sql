-- code: DER001
-- title: Verdicts of derivations recompute
-- table: derivations
-- why: A sum is never taken on trust: rounding intervals of operands and result must meet.
-- fix: mend findings on the figures themselves first; then set the verdict that the computation gives, or correct the operands
-- bad: derivations[D-0003].verdict = contradicted
-- bad: derivations[D-0004].verdict = holds
-- bad: derivation_operands[D-0003|2].figure_id = F-0079
-- bad: derivations[D-0001].verdict = one_end_missing
-- bad: derivations[D-0003].kind = sum
-- bad: derivations[D-0003].kind = sum ; derivations[D-0003].result_figure_id = F-0084 ; derivation_operands[D-0003|1].figure_id = F-0085 ; derivations[D-0003].verdict = contradicted
-- bad: derivation_operands[D-0006|1].figure_id = F-0084 ; derivation_operands[D-0006|2].figure_id = F-0080 ; derivations[D-0006].verdict = holds
-- bad: derivation_operands[D-0006|1].figure_id = F-0066 ; derivation_operands[D-0006|2].figure_id = F-0085 ; derivations[D-0006].verdict = contradicted
-- bad: derivations[D-0006].kind = share ; derivation_operands[D-0006|1].figure_id = F-0085 ; derivation_operands[D-0006|2].figure_id = F-0084 ; derivations[D-0006].verdict = holds
-- bad: derivations[D-0003].kind = share ; figures[F-0085].value = 141 ; derivations[D-0003].verdict = contradicted
WITH ends AS (
  SELECT o.derivation_id, o.position, o.figure_id, i.low * coalesce(u.factor, 1) AS low, i.high * coalesce(u.factor, 1) AS high
  FROM derivation_operands o LEFT JOIN figures f USING (figure_id) LEFT JOIN intervals i ON i.figure_line = f._line LEFT JOIN units u USING (unit_id)
), operands AS (
  SELECT derivation_id, bool_or(figure_id IS NULL) AS missing, sum(low) AS sum_low, sum(high) AS sum_high,
    max(low) FILTER (position = 1) AS a_low, max(high) FILTER (position = 1) AS a_high,
    max(low) FILTER (position = 2) AS b_low, max(high) FILTER (position = 2) AS b_high
  FROM ends GROUP BY ALL
), computed AS (
  SELECT d._line, d.derivation_id, d.verdict, o.missing, i.low * coalesce(u.factor, 1) AS r_low, i.high * coalesce(u.factor, 1) AS r_high,
    CASE d.kind WHEN 'unit_conversion' THEN a_low WHEN 'sum' THEN sum_low WHEN 'difference' THEN a_low - b_high
      WHEN 'ratio' THEN a_low / b_high WHEN 'share' THEN 100 * a_low / b_high ELSE 100 * (a_low / b_high - 1) END AS c_low,
    CASE d.kind WHEN 'unit_conversion' THEN a_high WHEN 'sum' THEN sum_high WHEN 'difference' THEN a_high - b_low
      WHEN 'ratio' THEN a_high / b_low WHEN 'share' THEN 100 * a_high / b_low ELSE 100 * (a_high / b_low - 1) END AS c_high
  FROM derivations d JOIN operands o USING (derivation_id) JOIN figures f ON f.figure_id = d.result_figure_id
    JOIN intervals i ON i.figure_line = f._line LEFT JOIN units u USING (unit_id)
)
SELECT _line AS line, derivation_id AS key, 'verdict' AS field, verdict AS got,
  CASE WHEN missing THEN 'one_end_missing' WHEN c_low <= r_high AND c_high >= r_low THEN 'holds' ELSE 'contradicted' END AS expected
FROM computed WHERE verdict <> expected
