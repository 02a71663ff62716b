-- code: PAS001
-- title: A passage counts the numbers taken from it
-- table: passages
-- why: Evidence that moved to another passage, or went, leaves a wrong count behind.
-- fix: set numbers to the rows of evidence in this passage; remove a passage that has none
-- bad: passages[S-0006|431c54b6f44b848abc15e3608d39db0d4203f8b12583ab27241a04b0e09832f2].numbers = 99
SELECT p._line AS line, p.source_id || '|' || p.passage_sha256 AS key, 'numbers' AS field, p.numbers::VARCHAR AS got, count(e.evidence_id)::VARCHAR || ' rows of evidence' AS expected
FROM passages p LEFT JOIN evidence e USING (source_id, passage_sha256)
GROUP BY p._line, p.source_id, p.passage_sha256, p.numbers HAVING count(e.evidence_id) <> p.numbers
