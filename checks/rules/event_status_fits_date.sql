-- code: DAT006
-- title: The status of an event fits its date
-- table: events
-- why: What happened lies before its report; what is planned does not end before it.
-- fix: correct date or status
-- bad: events[EV-0084].date = 2023 ; events[EV-0084].date_start = 2023-01-01 ; events[EV-0084].date_end = 2023-12-31
-- bad: events[EV-0105].date = 2021 ; events[EV-0105].date_start = 2021-01-01 ; events[EV-0105].date_end = 2021-12-31
-- bad: events[EV-0084].date_end = (blank)
-- bad: events[EV-0005].date = 2001 ; events[EV-0005].date_start = 2001-01-01 ; events[EV-0005].date_end = 2001-12-31
SELECT v._line AS line, v.event_id AS key, 'date' AS field, "date" || ' ' || status AS got,
  CASE WHEN status = 'happened' THEN 'a last day not after ' ELSE 'a last day not before ' END || max(d.last_day)::VARCHAR AS expected
FROM events v JOIN event_reports r USING (event_id) JOIN evidence e USING (evidence_id) JOIN sources s USING (source_id)
  JOIN edtf d ON d.text = s.published
GROUP BY v._line, v.event_id, "date", status, date_end
HAVING (status = 'happened' AND coalesce(date_end, DATE '9999-12-31') > max(d.last_day))
    OR (status IN ('planned', 'conditional') AND date_end < min(d.first_day))
