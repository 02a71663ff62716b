-- code: PRN005
-- title: Every figure has its printed phrase
-- table: figures
-- why: A figure without the words that carry it cannot be checked by anyone.
-- fix: fill printed in data/evidence.csv with the number phrase, or the direction word
-- bad: evidence[E-0159].printed = (blank)
SELECT f._line AS line, f.figure_id AS key, 'evidence_id' AS field, f.evidence_id AS got, 'evidence with a printed phrase' AS expected
FROM figures f JOIN evidence e USING (evidence_id) WHERE e.printed IS NULL
