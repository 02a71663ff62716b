-- code: PRN002
-- title: The printed unit is the unit
-- table: figures
-- why: A number in the wrong unit is off by a factor that no reader can see.
-- fix: correct unit_id in data/figures.csv, or printed in data/evidence.csv
-- bad: figures[F-0066].unit_id = U-0002
-- bad: figures[F-0005].unit_id = U-0005
-- bad: evidence[E-0034].printed = first time, more than 1 ton ; figures[F-0015].unit_id = U-0009
-- bad: evidence[E-0156].printed = tripled to 49,800 hectares ; figures[F-0066].unit_id = U-0008
WITH united AS ( -- readings that all name a unit
  SELECT printed, form, qualifier, value, list(unit) AS units FROM readings GROUP BY ALL HAVING count(*) = count(unit)
)
SELECT f._line AS line, f.figure_id AS key, 'unit_id' AS field, u.code AS got, 'the unit that is printed: ' || f.printed AS expected
FROM mentions f JOIN united r ON r.printed = f.printed AND r.form = coalesce(f.number_form, 'en') AND r.qualifier = f.qualifier AND r.value IS NOT DISTINCT FROM f.value
  JOIN units u USING (unit_id)
WHERE NOT coalesce(list_contains(r.units, u.code), false)
