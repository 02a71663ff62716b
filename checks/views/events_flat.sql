-- One row a mention of an event with its labels, for people in a spreadsheet and for suites on joined data.
SELECT v.event_id, t.label_en AS event_type_en, t.label_es AS event_type_es, v.title_en, v.title_es, v."date", v.date_start, v.date_end, v.date_basis, v.status,
  p.label_en AS place_en, p.label_es AS place_es, p.iso_code AS place_iso_code,
  (SELECT string_agg(a.label_en || ' (' || n.role || ')', '; ' ORDER BY n._line) FROM event_participants n JOIN actors a USING (actor_id) WHERE n.event_id = v.event_id) AS participants_en,
  (SELECT count(*) FROM event_participants n WHERE n.event_id = v.event_id) AS participants,
  r.evidence_id, c.label_en AS claimed_by_en, e.source_id, s.title AS source_title, s.publisher AS source_publisher, s.published AS source_published, s.url AS source_url,
  e.printed AS printed_date, e.line AS text_line, e.start AS text_start, e."end" AS text_end, v.note, v.note_es
FROM events v
  JOIN event_types t ON t.event_type_id = v.event_type JOIN places p USING (place_id) JOIN event_reports r USING (event_id)
  JOIN actors c ON c.actor_id = r.claimed_by JOIN evidence e USING (evidence_id) JOIN sources s USING (source_id)
ORDER BY v._line, e._line
