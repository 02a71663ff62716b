-- code: REC003
-- title: Every claim that a series of the record speaks to is held against it
-- table: figures
-- why: A claim left out of the comparison looks as if nobody had checked it.
-- fix: add both verdicts with python -m contribute new reconciliation ID why_en=... why_es=... (it computes them)
-- bad: delete reconciliations[R-0031]
-- bad: reconciliations[R-0079].series_id = SR-0007
-- bad: reconciliations[R-0025].claim_figure_id = F-0080
-- bad: reconciliations[R-0036].claim_figure_id = F-0032
-- bad: reconciliations[R-0075].series_id = SR-0007
-- bad: reconciliations[R-0068].vintage = then
WITH official AS (SELECT DISTINCT series_id FROM mentions f WHERE f.official)
SELECT f._line AS line, f.figure_id AS key, 'figure_id' AS field, count(DISTINCT r.vintage)::VARCHAR || ' reconciliations with ' || f.series_id AS got, 'one as known then, one as known now' AS expected
FROM mentions f JOIN official o USING (series_id)
  LEFT JOIN (SELECT _line, base_period FROM figures WHERE base_period IS NOT NULL) b ON b._line = f._line
  LEFT JOIN reconciliations r ON r.claim_figure_id = f.figure_id AND r.series_id = f.series_id
WHERE NOT f.official AND f.same_as IS NULL
  AND (f.measure IN ('level', 'percent_change', 'ratio', 'excess', 'rank') OR (f.measure = 'change' AND coalesce(f.value::VARCHAR, b.base_period) IS NOT NULL))
GROUP BY f._line, f.figure_id, f.series_id
HAVING count(DISTINCT r.vintage) < 2
