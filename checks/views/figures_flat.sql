-- One row a figure with its labels, for people in a spreadsheet and for suites on joined data.
SELECT f.figure_id, e.source_id, s.title AS source_title, s.publisher AS source_publisher, s.published AS source_published, s.url AS source_url,
  i.label_en AS indicator_en, i.label_es AS indicator_es, f.measure, f.direction,
  p.label_en AS place_en, p.label_es AS place_es, p.iso_code AS place_iso_code,
  a.label_en AS claimed_by_en, a.label_es AS claimed_by_es, f.claim_type, f.usable_as,
  f.period, f.period_start, f.period_end, f.period_basis, f.base_period, b.label_en AS base_place_en,
  f.qualifier, f.value, f.value_low, f.value_high, u.code AS unit, u.label_en AS unit_en, u.label_es AS unit_es,
  f.value * u.factor AS value_base_unit, f.value_low * u.factor AS value_low_base_unit, f.value_high * u.factor AS value_high_base_unit, ub.code AS base_unit,
  f.obs_status, r.label_en AS series_en, r.label_es AS series_es, v.title_en AS event_en, v.title_es AS event_es, f.same_as,
  e.printed, e.line AS text_line, e.start AS text_start, e."end" AS text_end, f.note_en, f.note_es
FROM figures f
  JOIN evidence e USING (evidence_id) JOIN sources s USING (source_id) JOIN indicators i USING (indicator_id)
  JOIN places p ON p.place_id = f.place_id JOIN actors a ON a.actor_id = f.claimed_by
  LEFT JOIN places b ON b.place_id = f.base_place_id LEFT JOIN units u ON u.unit_id = f.unit_id LEFT JOIN units ub ON ub.unit_id = u.base_unit_id
  LEFT JOIN series r USING (series_id) LEFT JOIN events v ON v.event_id = f.event_id
ORDER BY f._line
