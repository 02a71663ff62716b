-- code: EVT003
-- title: One happening is one event
-- table: events
-- why: The same happening twice would be counted twice.
-- fix: merge the two events: keep the first id and move the reports
-- bad: copy events[EV-0084] to EV-9999 ; events[EV-9999].title_en = Bolivia sends the DEA away ; events[EV-9999].title_es = Bolivia aleja a la DEA ; copy event_reports[EV-0084|E-0178|A-0038] to EV-9999|E-0178|A-0038
SELECT v._line AS line, v.event_id AS key, 'event_id' AS field, v.event_id AS got, 'one event: ' || o.event_id || ' has the same kind, date, place and place in the text' AS expected
FROM events v JOIN event_reports r USING (event_id) JOIN event_reports p ON p.evidence_id = r.evidence_id
  JOIN events o ON o.event_id = p.event_id AND o.event_type = v.event_type AND o.place_id = v.place_id AND o."date" IS NOT DISTINCT FROM v."date" AND o._line < v._line
