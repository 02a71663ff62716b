-- code: TXT001
-- title: Lines follow one another without a gap
-- table: text_lines
-- why: Each line begins where the one before it ended, after its LF.
-- fix: correct the row: a line starts one after the end of the line before it, which is its LF
-- bad: text_lines[798c88e6a0d9cd93fffc8a854cf204f682f775a053ea593258b4e0a3375e73b5|5].characters = 1
-- bad: delete text_lines[798c88e6a0d9cd93fffc8a854cf204f682f775a053ea593258b4e0a3375e73b5|5]
-- bad: text_lines[798c88e6a0d9cd93fffc8a854cf204f682f775a053ea593258b4e0a3375e73b5|45].line = 46
WITH placed AS (SELECT *, lag(line) OVER w AS before, lag(start + characters + 1) OVER w AS next FROM text_lines WINDOW w AS (PARTITION BY text_sha256 ORDER BY line))
SELECT _line AS line, text_sha256 || '|' || line::VARCHAR AS key, 'start' AS field, 'line ' || line::VARCHAR || ' at ' || start::VARCHAR AS got,
  'line ' || (coalesce(before, 0) + 1)::VARCHAR || ' at ' || coalesce(next, 0)::VARCHAR AS expected
FROM placed WHERE line <> coalesce(before, 0) + 1 OR start <> coalesce(next, 0)
