-- code: REC001
-- title: Verdicts, official values and differences recompute
-- table: reconciliations
-- why: A verdict is computed from the record, never typed.
-- fix: mend findings on the claim and the official figures first; then set the cells to what the computation gives (expected)
-- bad: reconciliations[R-0037].verdict = contradicted
-- bad: reconciliations[R-0031].official_value = 49900
-- bad: reconciliations[R-0036].difference = (blank)
-- bad: reconciliations[R-0031].vintage = latest ; reconciliations[R-0032].vintage = then ; figures[F-1184].value = 49900
-- bad: reconciliations[R-0076].verdict = contradicted
-- bad: reconciliations[R-0001].verdict = (blank)
-- bad: reconciliations[R-0073].official_value = 49800
-- bad: reconciliations[R-0022].official_value = (blank)
-- bad: reconciliations[R-0074].difference = -0.181818
-- bad: reconciliations[R-0048].difference = 36000
-- bad: reconciliations[R-0037].difference = -560.000005
-- bad: reconciliations[R-0037].official_value = 50560.000005
SELECT c._line AS line, c.reconciliation_id AS key, 'verdict' AS field, concat_ws(' ', 'verdict=' || c.verdict, 'official_value=' || regexp_replace(c.official_value::VARCHAR, '\.0$', ''), 'difference=' || regexp_replace(c.difference::VARCHAR, '\.0$', '')) AS got,
  concat_ws(' ', 'verdict=' || r.verdict, 'official_value=' || regexp_replace(round(r.official, 6)::VARCHAR, '\.0$', ''), 'difference=' || regexp_replace(round(r.difference, 6)::VARCHAR, '\.0$', '')) AS expected
FROM reconciliations c JOIN recomputed r USING (reconciliation_id)
WHERE c.verdict IS DISTINCT FROM r.verdict OR (c.official_value IS NULL) <> (r.official IS NULL) OR (c.difference IS NULL) <> (r.difference IS NULL)
  OR abs(c.official_value - r.official) > 1e-6 OR abs(c.difference - r.difference) > 1e-6
