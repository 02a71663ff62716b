-- code: REC007
-- title: Verdicts stand in pairs, then and latest
-- table: reconciliations
-- why: A claim that is judged by one vintage alone is half told.
-- fix: add the other vintage of the pair, or correct claim_figure_id, series_id or base_series_id
-- bad: delete reconciliations[R-0002]
-- bad: reconciliations[R-0002].claim_figure_id = F-0021
-- bad: reconciliations[R-0002].series_id = SR-0002
-- bad: reconciliations[R-0067].base_series_id = SR-0005
SELECT c._line AS line, c.reconciliation_id AS key, 'claim_figure_id' AS field, concat_ws(' ', c.claim_figure_id, c.series_id, c.vintage) AS got, 'the same claim and series with vintage ' || CASE vintage WHEN 'then' THEN 'latest' ELSE 'then' END AS expected
FROM reconciliations c
WHERE NOT EXISTS (SELECT 1 FROM reconciliations o WHERE o.claim_figure_id = c.claim_figure_id AND o.series_id = c.series_id
  AND o.base_series_id IS NOT DISTINCT FROM c.base_series_id AND o.vintage <> c.vintage)
