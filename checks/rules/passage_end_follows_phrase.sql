-- code: EVI011
-- title: The end in the passage is that of the phrase
-- table: evidence
-- why: Start, end and phrase are entries of one place; where they differ, one of them is wrong.
-- fix: set passage_end to passage_start and the length of printed
-- bad: evidence[E-0265].passage_end = 9000
-- bad: evidence[E-0509].passage_start = 0
SELECT e._line AS line, e.evidence_id AS key, 'passage_start' AS field, concat_ws(' to ', passage_start, passage_end) AS got, length(printed)::VARCHAR || ' characters, as many as the printed phrase' AS expected
FROM evidence e WHERE e.locator_kind <> 'text_span' AND passage_end - passage_start <> length(printed)
