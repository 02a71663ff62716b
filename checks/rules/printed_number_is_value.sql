-- code: PRN001
-- title: The printed number is the value
-- table: figures
-- why: Double entry: what is recorded must be what is printed, hedge included.
-- fix: correct value, bounds or qualifier in data/figures.csv, or printed in data/evidence.csv; if the document is wrong, keep its number and add a row to data/corrections.csv
-- bad: figures[F-0066].value = 49900
-- bad: figures[F-0071].qualifier = exact
-- bad: figures[F-0053].value_high = 6
-- bad: evidence[E-0004].printed = as much as 16,000 hectares
-- bad: evidence[E-0828].number_form = footnote_digit
-- bad: figures[F-0053].value_low = 3
SELECT f._line AS line, f.figure_id AS key, 'value' AS field,
  regexp_replace(concat_ws(' ', f.qualifier, coalesce(f.value::VARCHAR, f.value_low::VARCHAR || ' to ' || f.value_high::VARCHAR)), '\.0\b', '', 'g') AS got,
  'what the evidence prints: ' || coalesce(f.printed, 'nothing') AS expected
FROM mentions f ANTI JOIN readings r ON r.printed = f.printed AND r.form = coalesce(f.number_form, 'en') AND r.qualifier = f.qualifier AND r.value IS NOT DISTINCT FROM f.value
  AND CASE WHEN f.qualifier = 'range' THEN r.low = f.value_low AND r.high = f.value_high ELSE true END
WHERE f.obs_status = 'A'
