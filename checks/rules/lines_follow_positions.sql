-- code: EVI006
-- title: Lines rise with positions
-- table: evidence
-- why: Within one text a later character never stands on an earlier line, and a character takes at least one line end to reach the next.
-- fix: correct line or start
-- bad: evidence[E-0004].line = 40
-- bad: evidence[E-0159].start = 10 ; evidence[E-0159].end = 41
-- bad: evidence[E-0195].line = 99999
WITH placed AS (
  SELECT *, lag(line) OVER w AS line_before, lag(start) OVER w AS start_before, lag(evidence_id) OVER w AS before
  FROM evidence WHERE locator_kind = 'text_span' WINDOW w AS (PARTITION BY source_id ORDER BY start, line)
)
SELECT _line AS line, evidence_id AS key, 'line' AS field, line::VARCHAR AS got,
  line_before::VARCHAR || ' or more, and at most one line more for each character after ' || before AS expected
FROM placed WHERE line < line_before OR line - line_before > start - start_before
