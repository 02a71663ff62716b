-- code: TXT002
-- title: A text is as long as its lines
-- table: sources
-- why: Hash, length and lines describe one text; a source that has one has all.
-- fix: correct text_characters or data/text_lines.csv; nox -s new -- source --find TEXT fills both for a new text
-- bad: sources[S-0004].text_characters = 8121
-- bad: sources[S-0004].text_characters = (blank)
-- bad: sources[S-0006].text_characters = 12
SELECT s._line AS line, s.source_id AS key, 'text_characters' AS field, text_characters::VARCHAR AS got, coalesce(max(t.start + t.characters)::VARCHAR || ', where its last line ends', 'lines of the text, or neither hash nor length') AS expected
FROM sources s LEFT JOIN text_lines t USING (text_sha256)
GROUP BY s._line, s.source_id, s.text_characters, s.text_sha256
HAVING (s.text_sha256 IS NULL) <> (s.text_characters IS NULL) OR (s.text_sha256 IS NOT NULL AND coalesce(max(t.start + t.characters) <> s.text_characters, true))
