-- code: NUM003
-- title: Levels lie within the bounds of their indicator
-- table: figures
-- why: A level outside what can be, or outside its scale, is a slip of digit or unit.
-- fix: correct the value or the unit; if the level is right, widen value_min or value_max of the indicator
-- bad: figures[F-0054].value = 11
-- bad: figures[F-0066].value = 49800000
-- bad: figures[F-0085].value = 99999999
-- bad: figures[F-0017].value = 2000
-- bad: figures[F-0066].value = -1
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, coalesce(value, value_high, value_low)::VARCHAR AS got,
  i.value_min::VARCHAR || ' to ' || i.value_max::VARCHAR || ' in the base unit of ' || i.indicator_id AS expected
FROM figures f JOIN indicators i USING (indicator_id) JOIN units u USING (unit_id)
WHERE measure IN ('level', 'excess', 'duration')
  AND (coalesce(value, value_low) * coalesce(u.factor, 1) < i.value_min OR coalesce(value, value_high) * coalesce(u.factor, 1) > i.value_max)
