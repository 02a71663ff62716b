-- code: UNI003
-- title: Factors of known units are exact
-- table: units
-- why: One wrong digit in a factor shifts every converted value.
-- fix: write the exact factor that the definition of the unit gives
-- bad: units[U-0002].factor = 0.40468564225
-- bad: units[U-0005].factor = 13
-- bad: units[U-0002].factor = 0.404685642243
WITH known(code, factor) AS (VALUES ('acre', 0.40468564224), ('a', 12), ('decade', 120), ('kg', 0.001), ('t', 1), ('har', 1), ('mo', 1), ('[ston_av]', 0.90718474))
SELECT u._line AS line, u.unit_id AS key, 'factor' AS field, u.factor::VARCHAR AS got, k.factor::VARCHAR AS expected
FROM units u JOIN known k USING (code) WHERE abs(u.factor - k.factor) > 1e-12
