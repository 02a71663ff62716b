-- code: CHG003
-- title: A recorded change has another value than before
-- table: changes
-- why: An entry that changes nothing hides what the old value was.
-- fix: write what the last release had into old, or take the entry out
-- bad: changes[0.2.0|indicators|I-0002|value_max].old = 50000
SELECT _line AS line, concat_ws('|', version, "table", key, "column") AS key, 'old' AS field, old AS got, 'the value of the release before' AS expected
FROM changes WHERE old IS NOT DISTINCT FROM new
