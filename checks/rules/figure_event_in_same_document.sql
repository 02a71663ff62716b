-- code: EVT002
-- title: A figure of an event stands in a document that reports the event
-- table: figures
-- why: A number is tied to a happening by the text that tells both.
-- fix: correct event_id, or add a report of the event in this document
-- bad: figures[F-0034].event_id = EV-0100
SELECT f._line AS line, f.figure_id AS key, 'event_id' AS field, f.event_id AS got, 'an event reported in ' || e.source_id AS expected
FROM figures f JOIN evidence e USING (evidence_id)
  ANTI JOIN (SELECT r.event_id, x.source_id FROM event_reports r JOIN evidence x USING (evidence_id)) t ON t.event_id = f.event_id AND t.source_id = e.source_id
WHERE f.event_id IS NOT NULL
