-- code: PAS001
-- title: A passage counts the numbers taken from it
-- table: passages
-- why: Evidence that moved to another passage, or went, leaves a wrong count behind.
-- fix: set numbers to the rows of evidence in this passage; remove a passage that has none
-- bad: passages[S-0006|431c54b6f44b848abc15e3608d39db0d4203f8b12583ab27241a04b0e09832f2].numbers = 99
WITH told AS (SELECT passage_line, count(*) AS told FROM evidence_passages GROUP BY ALL)
SELECT p._line AS line, p.source_id || '|' || p.passage_sha256 AS key, 'numbers' AS field, p.numbers::VARCHAR AS got, coalesce(told, 0)::VARCHAR || ' rows of evidence' AS expected
FROM passages p LEFT JOIN told ON told.passage_line = p._line WHERE coalesce(told, 0) <> p.numbers
