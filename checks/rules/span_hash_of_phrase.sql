-- code: EVI004
-- title: A span that is the printed phrase has its hash
-- table: evidence
-- why: This ties position, phrase and hash together without the text.
-- fix: take positions, hash and phrase from the same place in the text
-- bad: evidence[E-0004].span_sha256 = 0000000000000000000000000000000000000000000000000000000000000000
-- bad: evidence[E-0159].printed = down from some other recent weeks
SELECT e._line AS line, e.evidence_id AS key, 'span_sha256' AS field, left(span_sha256, 12) AS got, left(sha256(printed), 12) || ', the hash of the printed phrase' AS expected
FROM evidence e WHERE span_sha256 IS NOT NULL AND length(printed) = "end" - start AND sha256(printed) <> span_sha256
