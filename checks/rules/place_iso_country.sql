-- code: PLC002
-- title: Codes of parts match their country
-- table: places
-- why: PE-UCA lies in PER; a part in another country is a slip.
-- fix: correct iso_code or parent_id
-- bad: places[P-0010].iso_code = BO-H
-- bad: places[P-0037].iso_code = PE-C
WITH RECURSIVE up AS (
  SELECT place_id, parent_id AS above FROM places UNION SELECT up.place_id, q.parent_id FROM up JOIN places q ON q.place_id = up.above
), known(two, three) AS (VALUES ('PE', 'PER'), ('BO', 'BOL'), ('CO', 'COL'), ('US', 'USA'))
SELECT p._line AS line, p.place_id AS key, 'iso_code' AS field, p.iso_code AS got, 'a code of a part of ' || q.iso_code AS expected
FROM places p JOIN up USING (place_id) JOIN places q ON q.place_id = up.above AND q.place_type = 'country'
WHERE p.iso_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM known k WHERE k.two = left(p.iso_code, 2) AND k.three = q.iso_code)
