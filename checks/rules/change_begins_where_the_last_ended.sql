-- code: CHG002
-- title: A change begins where the one before it ended
-- table: changes
-- why: Between two releases nothing else may have happened to the cell.
-- fix: correct old, or add the change that lies between
-- bad: copy changes[0.2.0|indicators|I-0002|value_max] to 0.3.0|indicators|I-0002|value_max
SELECT c._line AS line, concat_ws('|', c.version, c."table", c.key, c."column") AS key, 'old' AS field, c.old AS got, t.before AS expected
FROM changes c JOIN changed_cells t ON (t.version, t.table_name, t.row_key, t.column_name) = (c.version, c."table", c.key, c."column")
WHERE t.before <> coalesce(c.old, '')
