-- code: EVI005
-- title: The span of a figure is its printed phrase
-- table: figures
-- why: A figure points to its number, not to a paragraph.
-- fix: narrow start and end to the printed phrase
-- bad: evidence[E-0004].end = 1300
SELECT f._line AS line, f.figure_id AS key, 'evidence_id' AS field, f.evidence_id AS got, length(e.printed)::VARCHAR || ' characters, as the printed phrase' AS expected
FROM figures f JOIN evidence e USING (evidence_id) WHERE e.locator_kind = 'text_span' AND e."end" - e.start <> length(e.printed)
