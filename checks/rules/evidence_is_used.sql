-- code: EVI001
-- title: Every evidence row is used
-- table: evidence
-- why: A place that nothing points to is a figure that got lost.
-- fix: record the figure or event that stands there, or remove the row
-- bad: copy evidence[E-0159] to E-9999
SELECT e._line AS line, e.evidence_id AS key, 'evidence_id' AS field, e.evidence_id AS got, 'a figure or an event report that points to it' AS expected
FROM evidence e ANTI JOIN mentions f ON f.evidence_line = e._line ANTI JOIN event_reports r USING (evidence_id)
