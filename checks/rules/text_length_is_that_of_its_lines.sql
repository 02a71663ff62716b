-- code: TXT002
-- title: A text is as long as its lines
-- table: sources
-- why: Hash, length and lines describe one text; a source that has one has all.
-- fix: correct text_characters or data/text_lines.csv; nox -s new -- source --find TEXT fills both for a new text
-- bad: sources[S-0004].text_characters = 8121
-- bad: sources[S-0004].text_characters = (blank)
-- bad: sources[S-0006].text_characters = 12
-- bad: sources[S-0006].text_sha256 = 08c97d6dd347fb1ea8affdfa813adfebca231883135e6ebfb1a5551e0055a9bc
SELECT s._line AS line, s.source_id AS key, 'text_characters' AS field, text_characters::VARCHAR AS got, coalesce(max(t.start + t.characters)::VARCHAR || ', where its last line ends', 'lines of the text, or neither hash nor length') AS expected
FROM sources s LEFT JOIN text_lines t USING (text_sha256)
GROUP BY s._line, s.source_id, s.text_characters, s.text_sha256
HAVING max(t.start + t.characters) IS DISTINCT FROM s.text_characters OR (s.text_sha256 IS NOT NULL AND s.text_characters IS NULL)
