-- code: EVT001
-- title: Every event is reported somewhere
-- table: events
-- why: An event without a document did not happen here.
-- fix: add a row to data/event_reports.csv
-- bad: delete event_reports[EV-0084|E-0178|A-0038]
SELECT v._line AS line, v.event_id AS key, 'event_id' AS field, v.event_id AS got, 'a report of the event' AS expected
FROM events v WHERE NOT EXISTS (SELECT 1 FROM event_reports r WHERE r.event_id = v.event_id)
