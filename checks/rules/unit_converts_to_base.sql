-- code: UNI002
-- title: Units convert to a base unit
-- table: units
-- why: Values of different units can be compared only by exact factors.
-- fix: set factor 1 and the unit itself for a base unit; a factor and a base unit otherwise; blank only for money
-- bad: units[U-0001].factor = 2
-- bad: units[U-0002].base_unit_id = U-0002
-- bad: units[U-0016].factor = 1
-- bad: units[U-0017].base_unit_id = U-0010
-- bad: units[U-0003].code_system = ISO 4217
-- bad: units[U-0017].code = 1
-- bad: units[U-0008].base_unit_id = U-0013
-- bad: units[U-0005].base_unit_id = U-0006
SELECT u._line AS line, u.unit_id AS key, 'factor' AS field, u.factor::VARCHAR AS got,
  'factor 1 for a base unit, another for the rest, blank for money alone' AS expected
FROM units u JOIN units b ON b.unit_id = u.base_unit_id
WHERE b.base_unit_id <> b.unit_id OR (u.factor IS NULL) <> (u.code_system = 'ISO 4217' OR u.code LIKE '%USD%')
   OR (u.factor IS NOT NULL AND (u.unit_id = u.base_unit_id) <> (u.factor = 1))
   OR (u.factor IS NULL AND u.unit_id <> u.base_unit_id)
