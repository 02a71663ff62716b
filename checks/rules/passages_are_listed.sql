-- code: PAS002
-- title: The passage of a number is listed
-- table: evidence
-- why: A hash that no list knows points to nothing; frictionless can't hold a reference of two columns of which one may be blank.
-- fix: correct passage_sha256 or source_id, or add the passage to data/passages.csv
-- bad: evidence[E-0509].passage_sha256 = 0000000000000000000000000000000000000000000000000000000000000000
SELECT e._line AS line, e.evidence_id AS key, 'passage_sha256' AS field, left(e.passage_sha256, 12) AS got, 'a passage of ' || e.source_id || ' in data/passages.csv' AS expected
FROM evidence e JOIN evidence_passages p ON p.evidence_line = e._line WHERE e.passage_sha256 IS NOT NULL AND p.passage_line IS NULL
