-- code: EVT004
-- title: The title of an event says its type
-- table: events
-- why: Title and type are two entries of what happened; where they differ, one of them is wrong.
-- fix: correct event_type, put a word of the type into title_en, or add the word to title_words of the type
-- bad: events[EV-0042].event_type = T-0017
-- bad: events[EV-0084].title_en = Bolivia and the DEA
SELECT v._line AS line, v.event_id AS key, 'event_type' AS field, event_type || ': ' || title_en AS got, 'a title with one of ' || replace(title_words, '|', ', ') AS expected
FROM events v JOIN event_types t ON t.event_type_id = v.event_type WHERE NOT regexp_matches(lower(title_en), title_words)
