-- code: PRN006
-- title: The number form is that of the phrase
-- table: evidence
-- why: The same digits say another number in another form.
-- fix: set number_form to plain for digits alone, to en or es where there are marks or words, and to another form only for numbers broken, scaled or glued
-- bad: evidence[E-1387].number_form = plain
-- bad: evidence[E-0022].number_form = (blank)
-- bad: evidence[E-0045].number_form = en
-- bad: evidence[E-0045].number_form = es
WITH forms AS (SELECT DISTINCT printed, number_form FROM evidence WHERE number_form IN ('plain', 'en', 'es')), wrong AS (
  SELECT * FROM forms
  WHERE (number_form = 'plain' AND NOT regexp_matches(printed, '^[0-9]+$|[0-9]{4,}')) OR (number_form IN ('en', 'es') AND regexp_matches(printed, '^[0-9]+$'))
)
SELECT e._line AS line, e.evidence_id AS key, 'number_form' AS field, number_form AS got, 'the form of ' || printed AS expected
FROM evidence e JOIN wrong USING (printed, number_form)
UNION ALL
SELECT e._line, e.evidence_id, 'number_form', NULL, 'the form of ' || e.printed FROM evidence e SEMI JOIN figures f USING (evidence_id) WHERE e.number_form IS NULL
