-- code: PLC003
-- title: A group is named by its members
-- table: place_members
-- why: A country added to a group or taken from it changes every sum of it.
-- fix: correct member_id, or the label of the group
-- bad: place_members[P-0008|P-0005].member_id = P-0012
-- bad: places[P-0008].parent_id = P-0006
WITH RECURSIVE above(place_id, whole) AS (
  SELECT place_id, parent_id FROM places UNION SELECT a.place_id, p.parent_id FROM above a JOIN places p ON p.place_id = a.whole WHERE p.parent_id IS NOT NULL
)
SELECT m._line AS line, m.group_id || '|' || m.member_id AS key, 'member_id' AS field, p.label_en AS got, 'a member that the label says, within the parent of the group: ' || g.label_en AS expected
FROM place_members m JOIN places g ON g.place_id = m.group_id JOIN places p ON p.place_id = m.member_id
WHERE NOT list_has_any(regexp_extract_all(g.label_en, '\pL{4,}'), list_filter(regexp_extract_all(p.label_en, '\pL{4,}'), lambda w: w <> 'Valley'))
  OR NOT EXISTS (SELECT 1 FROM above a WHERE a.place_id = m.member_id AND a.whole = g.parent_id)
