-- code: EVI010
-- title: Line and columns say the same place as the position
-- table: evidence
-- why: Position and line with column are two entries of one place; where they differ, one of them is wrong.
-- fix: take start, end, line and columns from the same place in the text
-- bad: evidence[E-0004].start_column = 2
-- bad: evidence[E-0004].end_column = 3
-- bad: evidence[E-0159].line = 9
-- bad: text_lines[798c88e6a0d9cd93fffc8a854cf204f682f775a053ea593258b4e0a3375e73b5|12].start = 1
-- bad: evidence[E-0004].end = 1375 ; evidence[E-0004].end_column = 964
SELECT e._line AS line, e.evidence_id AS key, 'start' AS field, concat_ws(' ', 'characters', e.start, 'to', e."end", 'on line', e.line, 'columns', e.start_column, 'to', e.end_column) AS got,
  coalesce('start ' || (t.start + start_column - 1)::VARCHAR || ', end ' || (t.start + end_column - 1)::VARCHAR || ' within a line of ' || t.characters::VARCHAR || ' characters', 'a line of the text') AS expected
FROM evidence e JOIN sources s USING (source_id) LEFT JOIN text_lines t ON t.text_sha256 = s.text_sha256 AND t.line = e.line
WHERE e.locator_kind = 'text_span' AND NOT coalesce(e.start = t.start + start_column - 1 AND e."end" = t.start + end_column - 1 AND end_column <= t.characters + 1, false)
