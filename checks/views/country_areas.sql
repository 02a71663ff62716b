-- Levels of coca area of whole countries, in hectares, for suites on their distribution.
SELECT f.figure_id, p.iso_code, f.value * u.factor AS hectares
FROM figures f JOIN places p USING (place_id) JOIN units u USING (unit_id) JOIN indicators i USING (indicator_id)
WHERE i.quantity = 'coca_area' AND f.measure = 'level' AND f.claim_type IN ('estimate', 'observed', 'assertion') AND p.place_type = 'country'
  AND i.label_en = 'Area under coca cultivation'
ORDER BY f._line
