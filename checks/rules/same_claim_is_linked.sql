-- code: SAM001
-- title: The same claim twice in a document is linked
-- table: figures
-- why: A repeated number is not a second measurement; counts and charts must be able to leave it out.
-- fix: set same_as of the later row to the first mention; or tell the two apart by event, period or note
-- bad: figures[F-0006].same_as = (blank)
-- bad: figures[F-0045].same_as = (blank)
WITH claims AS (
  SELECT f.*, row_number() OVER (
    PARTITION BY f.source_id, indicator_id, measure, place_id, claim_type, period, base_period, value, value_low, value_high, unit_id, direction, event_id
    ORDER BY f.start, figure_id) AS mention
  FROM mentions f
  WHERE f.locator_kind = 'text_span' AND obs_status = 'A' OR (direction IS NOT NULL AND event_id IS NOT NULL AND obs_status = 'O')
)
SELECT _line AS line, figure_id AS key, 'same_as' AS field, same_as AS got, 'the id of the first mention of this claim in ' || source_id AS expected
FROM claims WHERE mention > 1 AND same_as IS NULL
