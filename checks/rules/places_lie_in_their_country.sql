-- code: PLC004
-- title: A place that names one country lies in it
-- table: places
-- why: A region filed under another country, or under none, is left out of every sum of its own.
-- fix: set parent_id to the country that the label names, or a place in it
-- bad: places[P-0019].parent_id = P-0001
-- bad: places[P-0017].parent_id = P-0004
WITH named AS (
  SELECT p.place_id, p.parent_id, p.label_en, p._line, min(c.place_id) AS country FROM places p JOIN places c ON c.place_type = 'country' AND contains(p.label_en, c.label_en)
  WHERE p.place_type NOT IN ('country', 'group') GROUP BY ALL HAVING count(*) = 1
)
SELECT n._line AS line, n.place_id AS key, 'parent_id' AS field, n.parent_id AS got, country || ', which the label names, or a place in it' AS expected
FROM named n JOIN places q ON q.place_id = n.parent_id WHERE n.parent_id <> country AND coalesce(q.parent_id, '') <> country
