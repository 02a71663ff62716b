-- code: SPK001
-- title: Figures are told by who speaks in the document
-- table: figures
-- why: A number credited to somebody who does not speak in the document is worse than a wrong number.
-- fix: correct claimed_by, or add the actor to data/speakers.csv for this document
-- bad: figures[F-0982].claimed_by = A-0001
-- bad: delete speakers[S-0004|A-0038]
SELECT f._line AS line, f.figure_id AS key, 'claimed_by' AS field, f.claimed_by AS got, 'who speaks in ' || f.source_id || ': ' || coalesce((SELECT string_agg(p.actor_id, ', ' ORDER BY p.actor_id) FROM speakers p WHERE p.source_id = f.source_id), 'nobody yet') AS expected
FROM mentions f
WHERE NOT EXISTS (SELECT 1 FROM speakers p WHERE p.source_id = f.source_id AND p.actor_id = f.claimed_by)
