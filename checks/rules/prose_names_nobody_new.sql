-- code: PRV003
-- title: Titles and notes name nobody whom the record does not list
-- table: events
-- why: A name in a title would publish a person whom no row vouches for.
-- fix: take the name out, or add the public official, place or organisation to its table
-- bad: events[EV-0067].title_en = Juana Example Quispe calls the policy a failure
-- bad: events[EV-0067].title_es = Juana Example Quispe critica la norma
-- bad: events[EV-0067].note = Told by Juana Example Quispe.
-- bad: events[EV-0067].note_es = Contado por Juana Example Quispe.
WITH prose AS (
  SELECT _line, event_id, 'title_en' AS field, title_en AS text FROM events UNION ALL SELECT _line, event_id, 'title_es', title_es FROM events
  UNION ALL SELECT _line, event_id, 'note', note FROM events UNION ALL SELECT _line, event_id, 'note_es', note_es FROM events),
names AS (SELECT _line, event_id, field, regexp_replace(unnest(regexp_extract_all(text, '\p{Lu}[\p{L}]+(?: \p{Lu}[\p{L}]+)+')), '^(The|La|El|Las|Los) ', '') AS name FROM prose),
known AS (SELECT lower(label_en) AS label FROM places UNION ALL SELECT lower(label_es) FROM places UNION ALL SELECT lower(label_en) FROM actors UNION ALL SELECT lower(label_es) FROM actors)
SELECT _line AS line, event_id AS key, field, name AS got, 'names that stand in places or actors' AS expected
FROM names WHERE NOT EXISTS (SELECT 1 FROM known WHERE contains(known.label, lower(names.name)))
