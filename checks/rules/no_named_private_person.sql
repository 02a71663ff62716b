-- code: PRV001
-- title: No private person is named
-- table: actors
-- why: People in no public office and without a byline are described, never named.
-- fix: describe the person by number, role and country, starting with a small letter; a public role in another row needs its own id
-- bad: actors[A-0027].label_en = Isidro Example Person
-- bad: actors[A-0030].label_en = two women from Britain, Anna Example and Beth Example
-- bad: actors[A-0027].label_en = Peru farmer
-- bad: actors[A-0027].label_es = Perú y un cultivador
-- bad: actors[A-0027].label_es = un cultivador de nombre Isidro Example
WITH unnamed AS (SELECT * FROM actors WHERE kind = 'unnamed'),
words AS (SELECT actor_id, _line, label, unnest(regexp_extract_all(label, '\p{Lu}[\p{L}]+(?:[ -]\p{Lu}[\p{L}]+)*')) AS name
  FROM (SELECT actor_id, _line, label_en AS label FROM unnamed UNION ALL SELECT actor_id, _line, label_es FROM unnamed)),
known AS (SELECT label_en AS label FROM places UNION ALL SELECT label_es FROM places UNION ALL SELECT label_en FROM actors WHERE kind <> 'unnamed' UNION ALL SELECT label_es FROM actors WHERE kind <> 'unnamed')
SELECT _line AS line, actor_id AS key, 'label_en' AS field, label AS got, 'a description without a name; ' || name || ' is no place or organisation of the record' AS expected
FROM words WHERE name NOT IN ('Britain', 'Brazil') AND NOT EXISTS (SELECT 1 FROM known WHERE contains(known.label, words.name))
UNION ALL
SELECT _line, actor_id, 'label_en', label_en, 'a description that starts with a small letter' FROM unnamed WHERE regexp_matches(label_en, '^\p{Lu}') OR regexp_matches(label_es, '^\p{Lu}')
