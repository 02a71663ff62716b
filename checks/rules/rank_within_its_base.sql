-- code: MEA003
-- title: A rank or share is taken within its base place
-- table: figures
-- why: A department is ranked within its country, not the other way round.
-- fix: set base_place_id to the place itself or one that contains it
-- bad: figures[F-0091].base_place_id = P-0018
-- bad: figures[F-0075].base_place_id = P-0016
WITH RECURSIVE above(place_id, whole) AS (
  SELECT place_id, place_id FROM places UNION SELECT a.place_id, p.parent_id FROM above a JOIN places p ON p.place_id = a.whole WHERE p.parent_id IS NOT NULL
)
SELECT f._line AS line, f.figure_id AS key, 'base_place_id' AS field, f.base_place_id AS got, f.place_id || ' or a place that contains it' AS expected
FROM figures f
WHERE f.base_place_id IS NOT NULL AND f.base_place_id NOT IN (SELECT whole FROM above a WHERE a.place_id = f.place_id)
  AND f.base_place_id NOT IN (SELECT group_id FROM place_members m WHERE m.member_id = f.place_id)
