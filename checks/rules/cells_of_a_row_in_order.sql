-- code: EVI009
-- title: Years of one table row stand in their order
-- table: evidence
-- why: Cells of a row follow the years; a place that breaks the order is another cell.
-- fix: correct passage_start, or the period of the figure
-- bad: evidence[E-0265].passage_start = 9000
WITH cells AS (
  SELECT e._line, e.evidence_id, e.passage_start, f.period_end,
    lag(e.passage_start) OVER w AS before, lag(e.evidence_id) OVER w AS neighbour, count(*) OVER (PARTITION BY e.source_id, e.passage_sha256, f.indicator_id, f.place_id, f.series_id) AS cells
  FROM evidence e JOIN figures f USING (evidence_id) WHERE e.locator_kind <> 'text_span'
  WINDOW w AS (PARTITION BY e.source_id, e.passage_sha256, f.indicator_id, f.place_id, f.series_id ORDER BY f.period_end, e.passage_start)
)
SELECT _line AS line, evidence_id AS key, 'passage_start' AS field, passage_start::VARCHAR AS got, 'after ' || before::VARCHAR || ', the place of ' || neighbour || ' of the year before' AS expected
FROM cells WHERE cells > 3 AND passage_start <= before
