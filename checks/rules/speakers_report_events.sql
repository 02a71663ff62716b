-- code: SPK002
-- title: Events are told by who speaks in the document
-- table: event_reports
-- why: A happening told by somebody who does not speak in the document has no witness.
-- fix: correct claimed_by, or add the actor to data/speakers.csv for this document
-- bad: event_reports[EV-0084|E-0178|A-0038].claimed_by = A-0020
SELECT r._line AS line, concat_ws('|', r.event_id, r.evidence_id, r.claimed_by) AS key, 'claimed_by' AS field, r.claimed_by AS got, 'who speaks in ' || e.source_id || ': ' || coalesce((SELECT string_agg(p.actor_id, ', ' ORDER BY p.actor_id) FROM speakers p WHERE p.source_id = e.source_id), 'nobody yet') AS expected
FROM event_reports r JOIN evidence e USING (evidence_id)
WHERE NOT EXISTS (SELECT 1 FROM speakers p WHERE p.source_id = e.source_id AND p.actor_id = r.claimed_by)
