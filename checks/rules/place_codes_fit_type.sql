-- code: PLC001
-- title: Places have the code and parent of their type
-- table: places
-- why: Country codes have three letters, parts of a country start with its code, groups have members.
-- fix: correct iso_code, place_type or parent_id; add members for a group to data/place_members.csv
-- bad: places[P-0003].iso_code = (blank)
-- bad: places[P-0009].parent_id = P-0004
-- bad: places[P-0009].iso_code = PER
-- bad: delete place_members[P-0007|P-0003] ; delete place_members[P-0007|P-0004]
-- bad: place_members[P-0007|P-0003].group_id = P-0009
-- bad: places[P-0009].parent_id = (blank)
-- bad: places[P-0026].place_type = country
-- bad: places[P-0010].parent_id = P-0010
-- bad: places[P-0001].parent_id = P-0035
-- bad: places[P-0013].parent_id = (blank)
-- bad: places[P-0007].place_type = region
SELECT p._line AS line, p.place_id AS key, 'place_type' AS field, concat_ws(' ', p.place_type, p.iso_code, p.parent_id) AS got,
  CASE p.place_type WHEN 'country' THEN 'three-letter code' WHEN 'department' THEN 'ISO 3166-2 code of a part of its parent country' WHEN 'group' THEN 'two or more members' ELSE 'a parent, and members for groups only' END AS expected
FROM places p LEFT JOIN places q ON q.place_id = p.parent_id
  LEFT JOIN (SELECT group_id, count(*) AS members FROM place_members GROUP BY ALL) m ON m.group_id = p.place_id
WHERE (p.parent_id IS NULL) <> (p.place_type = 'world') OR (p.place_type = 'group') <> (coalesce(members, 0) > 1)
  OR (p.place_type = 'country' AND NOT coalesce(length(p.iso_code) = 3, false))
  OR (p.place_type = 'department' AND NOT coalesce(q.place_type = 'country' AND p.iso_code LIKE '__-%' AND left(p.iso_code, 1) = left(q.iso_code, 1), false))
