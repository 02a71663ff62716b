-- code: EVI003
-- title: Spans lie within the text
-- table: evidence
-- why: A position after the end of the text, or a phrase longer than its span, points to nothing.
-- fix: correct start and end, or text_characters of the source
-- bad: evidence[E-0068].end = 99999
-- bad: evidence[E-0159].end = 10 ; evidence[E-0159].start = 5
SELECT e._line AS line, e.evidence_id AS key, 'end' AS field, "end"::VARCHAR AS got,
  'at most ' || s.text_characters::VARCHAR || ', and room for the printed phrase' AS expected
FROM evidence e JOIN sources s USING (source_id)
WHERE "end" IS NOT NULL AND ("end" > s.text_characters OR "end" - start < coalesce(length(printed), 1))
