-- code: JMP001
-- title: A jump from year to year has a note
-- table: figures
-- why: A number two and a half times that of the year before is a break, a slip or news; the reader must be told.
-- fix: say in the note why the number jumps, or that the documents do not say (ingest/official/exceptions.csv for the record)
-- bad: figures[F-0779].note_en = (blank)
-- bad: figures[F-0837].note_en = (blank)
-- bad: figures[F-0411].value = 27000
WITH newest AS (
  SELECT v.*, TRY_CAST(period AS INTEGER) AS y FROM vintages v JOIN series s USING (series_id) WHERE is_latest AND s.kind IN ('estimate', 'count')
)
SELECT f._line AS line, f.figure_id AS key, 'note_en' AS field, b.value::VARCHAR || ' after ' || a.value::VARCHAR AS got, 'a note on a change by more than 2.5 times' AS expected
FROM newest b JOIN newest a ON a.series_id = b.series_id AND a.place_id = b.place_id AND a.y = b.y - 1 JOIN figures f ON f.figure_id = b.figure_id
WHERE (b.value > 2.5 * a.value OR a.value > 2.5 * b.value) AND f.note_en IS NULL
