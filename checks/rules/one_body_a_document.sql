-- code: SRC001
-- title: A document of the record speaks of a series for one body
-- table: figures
-- why: A number credited to the wrong agency is worse than a wrong number.
-- fix: set claimed_by to that of the other figures of the document, or mend ingest/official/documents.csv
-- bad: figures[F-0982].claimed_by = A-0001
WITH several AS (
  SELECT source_id, series_id FROM mentions WHERE official
  GROUP BY ALL HAVING count(*) > 2 AND min(claimed_by) <> max(claimed_by)
), told AS (
  SELECT f._line, f.figure_id, f.source_id, f.series_id, f.claimed_by FROM mentions f JOIN several USING (source_id, series_id) WHERE f.official
), spoken AS (SELECT source_id, series_id, mode(claimed_by) AS body FROM told GROUP BY ALL)
SELECT f._line AS line, f.figure_id AS key, 'claimed_by' AS field, f.claimed_by AS got, s.body || ', as the other figures of this series in ' || s.source_id AS expected
FROM told f JOIN spoken s USING (source_id, series_id) WHERE f.claimed_by <> s.body
