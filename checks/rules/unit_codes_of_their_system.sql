-- code: UNI004
-- title: A unit code belongs to its system
-- table: units
-- why: A code that a machine reads as UCUM must be UCUM.
-- fix: set code_system to UCUM, ISO 4217 or own, as the code asks
-- bad: units[U-0001].code_system = own
-- bad: units[U-0012].code_system = UCUM
-- bad: units[U-0016].code_system = own
-- bad: units[U-0012].code = kg
-- bad: units[U-0012].code = g
-- bad: units[U-0012].code = d
-- bad: units[U-0012].code = m2
-- bad: units[U-0012].code = km2
-- bad: units[U-0012].code = [lb_av]
-- bad: units[U-0012].code = [acr_us]
SELECT u._line AS line, u.unit_id AS key, 'code_system' AS field, code_system || ' ' || code AS got, k.system AS expected
FROM units u, LATERAL (SELECT CASE WHEN code IN ('har', 't', 'kg', 'g', 'mo', 'a', 'd', '%', '1', '/a', 'm2', 'km2', '[ston_av]', '[lb_av]', '[acr_us]') THEN 'UCUM'
  WHEN regexp_full_match(code, '[A-Z]{3}') THEN 'ISO 4217' ELSE 'own' END AS system) k
WHERE u.code_system <> k.system
