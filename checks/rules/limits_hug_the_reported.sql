-- code: IND001
-- title: Limits of an indicator hug what was reported
-- table: indicators
-- why: A limit far above every number lets a tenfold slip pass; one without a number is a guess.
-- fix: set value_min and value_max as expected; blank where no level or duration is reported
-- bad: indicators[I-0001].value_max = 10000000
-- bad: indicators[I-0021].value_max = 100
-- bad: indicators[I-0001].value_min = -10
-- bad: indicators[I-0001].value_max = (blank)
-- bad: indicators[I-0001].value_min = (blank)
-- bad: indicators[I-0008].value_max = 100
-- bad: figures[F-0085].value = 900000
WITH largest AS ( -- of each unit, before anything is joined
  SELECT indicator_id, unit_id, max(coalesce(value, value_high, value_low)) AS largest FROM figures WHERE measure IN ('level', 'excess', 'duration') GROUP BY ALL
), reported AS (
  SELECT indicator_id, max(largest * coalesce(u.factor, 1)) AS largest FROM largest JOIN units u USING (unit_id) GROUP BY ALL
), limits AS (
  SELECT i.*, largest, CASE WHEN i.kind = 'score' THEN 10 ELSE (SELECT min(m * pow(10, n)) FROM (VALUES (1), (2), (5)) a(m), range(0, 13) b(n) WHERE m * pow(10, n) >= 2 * largest) END AS top
  FROM indicators i LEFT JOIN reported USING (indicator_id)
)
SELECT _line AS line, indicator_id AS key, 'value_max' AS field, concat_ws(' to ', value_min, value_max) AS got,
  coalesce('0 to ' || printf('%.0f', top) || ', the round number next above twice the largest', 'blank: no level is reported') AS expected
FROM limits WHERE value_max IS DISTINCT FROM CASE WHEN largest IS NOT NULL THEN top END OR value_min IS DISTINCT FROM CASE WHEN largest IS NOT NULL THEN 0 END
