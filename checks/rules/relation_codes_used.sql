-- code: COD001
-- title: Every code is used
-- table: indicators
-- severity: warning
-- why: A code that no row uses is a choice that nobody made, and it hides misspelt ones.
-- fix: use the indicator or remove it
-- bad: copy indicators[I-0001] to I-9999
SELECT i._line AS line, i.indicator_id AS key, 'indicator_id' AS field, i.indicator_id AS got, 'a figure of this indicator' AS expected
FROM indicators i WHERE NOT EXISTS (SELECT 1 FROM figures f WHERE f.indicator_id = i.indicator_id)
