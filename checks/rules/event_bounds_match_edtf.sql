-- code: DAT002
-- title: Event bounds are those of the date
-- table: events
-- why: Tools filter by the two day columns; they must say what the EDTF string says.
-- fix: write date_start and date_end as the first and last day of date; blank where it is open
-- bad: events[EV-0084].date_start = 2008-01-02
-- bad: events[EV-0084].date = 2009
-- bad: events[EV-0101].date_end = 2006-03-31
-- bad: events[EV-0003].date_start = (blank)
-- bad: events[EV-0066].date_end = (blank)
-- bad: events[EV-0084].date = 2008-13 ; events[EV-0084].date_start = (blank) ; events[EV-0084].date_end = (blank)
SELECT v._line AS line, v.event_id AS key, 'date' AS field, concat_ws(' ', "date", date_start, date_end) AS got,
  coalesce(d.fault, coalesce(d.first_day::VARCHAR, 'open') || ' to ' || coalesce(d.last_day::VARCHAR, 'open')) AS expected
FROM events v LEFT JOIN edtf d ON d.text = v."date"
WHERE d.fault IS NOT NULL OR date_start IS DISTINCT FROM d.first_day OR date_end IS DISTINCT FROM d.last_day
