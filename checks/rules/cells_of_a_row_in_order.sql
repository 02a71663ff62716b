-- code: EVI009
-- title: Years of one table row stand in their order
-- table: evidence
-- why: Cells of a row follow the years; a place that breaks the order is another cell.
-- fix: correct passage_start, or the period of the figure
-- bad: evidence[E-0265].passage_start = 9000
WITH cells AS (
  SELECT f.evidence_line, e.evidence_id, e.passage_start,
    lag(passage_start) OVER w AS before, lag(evidence_id) OVER w AS neighbour, count(*) OVER (PARTITION BY p._line, indicator_id, place_id, series_id) AS cells
  FROM mentions f JOIN evidence_passages USING (evidence_line) JOIN passages p ON p._line = passage_line JOIN evidence e ON e._line = f.evidence_line
  WHERE p.numbers > 3 AND f.official
  WINDOW w AS (PARTITION BY p._line, indicator_id, place_id, series_id ORDER BY period_end, passage_start)
)
SELECT evidence_line AS line, evidence_id AS key, 'passage_start' AS field, passage_start::VARCHAR AS got, 'after ' || before::VARCHAR || ', the place of ' || neighbour || ' of the year before' AS expected
FROM cells WHERE cells > 3 AND passage_start <= before
