-- code: DAT008
-- title: A date says how it is known
-- table: events
-- why: A guessed year must never look like a printed one.
-- fix: fill date, or set date_basis to not_stated and leave date blank
-- bad: events[EV-0084].date_basis = not_stated
-- bad: events[EV-0035].date = (blank)
SELECT v._line AS line, v.event_id AS key, 'date_basis' AS field, date_basis AS got, CASE WHEN "date" IS NULL THEN 'not_stated' ELSE 'stated, relative, bounded or external' END AS expected
FROM events v WHERE ("date" IS NULL) <> (date_basis = 'not_stated')
