-- code: EVI007
-- title: Places are listed once
-- table: evidence
-- why: Two rows for the same place and phrase split what is known about it.
-- fix: point both uses to one row and remove the other
-- bad: copy evidence[E-0159] to E-9999
SELECT e._line AS line, e.evidence_id AS key, 'evidence_id' AS field, e.evidence_id AS got, 'one row: ' || o.evidence_id || ' is the same place' AS expected
FROM evidence e JOIN evidence o ON o.source_id = e.source_id AND o.start = e.start AND o."end" = e."end" AND o.printed IS NOT DISTINCT FROM e.printed AND o._line < e._line
WHERE e.start IS NOT NULL AND o.start IS NOT NULL
