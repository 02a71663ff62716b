-- code: SPK003
-- title: Who is said to speak in a document is heard in it
-- table: speakers
-- why: A speaker without a figure or event is a slip of an id; an agency whose numbers a document holds is no author of a report.
-- fix: correct source_id, actor_id or role, or remove the row
-- bad: speakers[S-0004|A-0038].actor_id = A-0050
-- bad: speakers[S-0006|A-0005].role = author
-- bad: speakers[S-0004|A-0038].role = quoted
-- bad: speakers[S-0002|A-0008].actor_id = A-0044
-- bad: speakers[S-0002|A-0011].role = body
-- bad: speakers[S-0005|A-0043].role = quoted
-- bad: speakers[S-0003|A-0013].role = author
-- bad: speakers[S-0004|A-0007].role = publisher
WITH told AS (
  SELECT source_id, claimed_by AS actor_id FROM mentions UNION SELECT e.source_id, r.claimed_by FROM event_reports r JOIN evidence e USING (evidence_id)
)
SELECT p._line AS line, p.source_id || '|' || p.actor_id AS key, 'actor_id' AS field, concat_ws(' ', p.actor_id, p.role) AS got,
  'an actor that tells a figure or event there; author where the source names it so, body in the official record alone' AS expected
FROM speakers p JOIN sources s USING (source_id) JOIN actors a USING (actor_id) LEFT JOIN told t ON t.source_id = p.source_id AND t.actor_id = p.actor_id
WHERE (p.role = 'body') <> (s.document_type IN ('official_publication', 'transcription', 'press_report'))
  OR (coalesce(s.author, '') = a.label_en AND p.role <> 'author') OR (s.publisher = a.label_en AND p.role NOT IN ('publisher', 'body'))
  OR (p.role = 'author' AND a.kind = 'unnamed') OR (p.role = 'publisher' AND a.kind <> 'organisation')
  OR t.source_id IS NULL
