-- code: ACT001
-- title: Who is unnamed is told by a part, not by a name
-- table: actors
-- why: A label with a capital reads as a name; nobody without a public role has one here.
-- fix: begin the label of an unnamed actor with a small letter, or correct kind
-- bad: actors[A-0031].kind = organisation
-- bad: actors[A-0006].kind = unnamed
SELECT a._line AS line, a.actor_id AS key, 'kind' AS field, kind || ': ' || label_en AS got, 'unnamed if and only if the label begins with a small letter' AS expected
FROM actors a WHERE (kind = 'unnamed') <> regexp_matches(label_en, '^[a-z]')
