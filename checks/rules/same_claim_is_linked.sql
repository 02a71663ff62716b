-- code: SAM001
-- title: The same claim twice in a document is linked
-- table: figures
-- why: A repeated number is not a second measurement; counts and charts must be able to leave it out.
-- fix: set same_as of the later row to the first mention; or tell the two apart by event, period or note
-- bad: figures[F-0006].same_as = (blank)
-- bad: figures[F-0045].same_as = (blank)
WITH claims AS (
  SELECT f.*, e.source_id, row_number() OVER (
    PARTITION BY e.source_id, f.indicator_id, f.measure, f.place_id, f.claim_type, f.period, base_period, f.value, f.value_low, f.value_high, f.unit_id, f.direction, event_id
    ORDER BY e.start, f.figure_id) AS mention
  FROM mentions e JOIN figures f ON f.figure_id = e.figure_id AND f._line = e._line
  WHERE CASE WHEN NOT e.official THEN true ELSE e.direction IS NOT NULL END -- few
    AND (NOT e.official AND f.obs_status = 'A' OR (f.direction IS NOT NULL AND event_id IS NOT NULL AND f.obs_status = 'O'))
)
SELECT _line AS line, figure_id AS key, 'same_as' AS field, same_as AS got, 'the id of the first mention of this claim in ' || source_id AS expected
FROM claims WHERE mention > 1 AND same_as IS NULL
