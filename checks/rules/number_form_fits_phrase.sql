-- code: PRN006
-- title: The number form is that of the phrase
-- table: evidence
-- why: The same digits say another number in another form.
-- fix: set number_form to plain for digits alone, to en or es where there are marks or words, and to another form only for numbers broken, scaled or glued
-- bad: evidence[E-1387].number_form = plain
-- bad: evidence[E-0022].number_form = (blank)
-- bad: evidence[E-0045].number_form = en
-- bad: evidence[E-0045].number_form = es
SELECT e._line AS line, e.evidence_id AS key, 'number_form' AS field, number_form AS got, 'the form of ' || printed AS expected
FROM evidence e
WHERE (number_form = 'plain' AND NOT regexp_matches(printed, '^[0-9]+$|[0-9]{4,}')) OR (number_form IN ('en', 'es') AND regexp_matches(printed, '^[0-9]+$'))
  OR (number_form IS NULL AND EXISTS (SELECT 1 FROM figures f WHERE f.evidence_id = e.evidence_id))
