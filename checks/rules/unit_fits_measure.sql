-- code: UNI001
-- title: The unit fits indicator and measure
-- table: figures
-- why: Percent of an area is not hectares; a rank has no unit of mass.
-- fix: take a unit of the base unit of the indicator for levels, changes, excesses and durations; percent, ratio or rank for the others
-- bad: figures[F-0066].unit_id = U-0003
-- bad: figures[F-0068].unit_id = U-0001
-- bad: figures[F-0061].measure = level
SELECT f._line AS line, f.figure_id AS key, 'unit_id' AS field, measure || ' in ' || u.code AS got,
  CASE WHEN measure IN ('percent_change', 'share') THEN 'percent' WHEN measure = 'ratio' THEN 'a ratio' WHEN measure = 'rank' THEN 'a rank'
    ELSE 'a unit that converts to ' || i.base_unit_id END AS expected
FROM figures f JOIN indicators i USING (indicator_id) JOIN units u USING (unit_id)
WHERE NOT CASE WHEN measure IN ('percent_change', 'share') THEN u.code = '%' WHEN measure = 'ratio' THEN u.code = '1' WHEN measure = 'rank' THEN u.code = 'rank'
    ELSE u.base_unit_id = i.base_unit_id END
