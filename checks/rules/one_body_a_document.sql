-- code: SRC001
-- title: A document of the record speaks of a series for one body
-- table: figures
-- why: A number credited to the wrong agency is worse than a wrong number.
-- fix: set claimed_by to that of the other figures of the document, or mend ingest/official/documents.csv
-- bad: figures[F-0982].claimed_by = A-0001
WITH spoken AS (
  SELECT e.source_id, f.series_id, mode(f.claimed_by) AS body, count(*) AS figures FROM figures f JOIN evidence e USING (evidence_id) WHERE e.locator_kind <> 'text_span' GROUP BY ALL
)
SELECT f._line AS line, f.figure_id AS key, 'claimed_by' AS field, f.claimed_by AS got, s.body || ', as the other figures of this series in ' || s.source_id AS expected
FROM figures f JOIN evidence e USING (evidence_id) JOIN spoken s ON s.source_id = e.source_id AND s.series_id = f.series_id
WHERE e.locator_kind <> 'text_span' AND s.figures > 2 AND f.claimed_by <> s.body
