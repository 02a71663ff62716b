-- code: PRV002
-- title: Named persons have a public role
-- table: actors
-- why: A person is named only for an office or a byline.
-- fix: give the office and year in role_en, make a byline the author of a source, or make the row unnamed
-- bad: actors[A-0037].label_en = Robin Somebody
-- bad: actors[A-0012].role_en = visitor
SELECT a._line AS line, a.actor_id AS key, 'kind' AS field, kind AS got,
  CASE kind WHEN 'byline' THEN 'the author of a source' ELSE 'an office with its year in role_en' END AS expected
FROM actors a
WHERE (kind = 'byline' AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.author = a.label_en))
   OR (kind = 'office_holder' AND NOT regexp_matches(role_en, '[0-9]{4}'))
