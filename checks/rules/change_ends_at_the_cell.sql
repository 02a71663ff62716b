-- code: CHG001
-- title: A recorded change ends at the cell of today
-- table: changes
-- why: A history that ends at another value than the table has is wrong, or the table is.
-- fix: python -m release.changes --write tells the cells that changed; correct the entry, or the cell
-- bad: changes[0.2.0|indicators|I-0002|value_max].new = 60000
-- bad: changes[0.2.0|indicators|I-0002|value_max].column = value_mean
-- bad: indicators[I-0002].value_max = 60000
-- bad: indicators[I-0008].value_max = 60000
SELECT c._line AS line, concat_ws('|', c.version, c."table", c.key, c."column") AS key, 'new' AS field, c.new AS got, coalesce(t.cell, 'a cell of the record') AS expected
FROM changes c JOIN changed_cells t ON (t.version, t.table_name, t.row_key, t.column_name) = (c.version, c."table", c.key, c."column")
WHERE t.latest AND t.cell IS DISTINCT FROM coalesce(c.new, '')
