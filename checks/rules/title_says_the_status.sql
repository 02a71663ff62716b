-- code: EVT005
-- title: The title of an event says whether it happened
-- table: events
-- why: A plan that reads like a fact misleads whoever reads the list of titles.
-- fix: correct status, or word the title so: is to, plans, hopes, would, could, if for what is planned or conditional, and none of them for what happened
-- bad: events[EV-0066].status = planned
-- bad: events[EV-0082].status = happened
SELECT v._line AS line, v.event_id AS key, 'status' AS field, status || ': ' || title_en AS got,
  CASE WHEN status IN ('planned', 'conditional') THEN 'a title that says so, such as: is to ...' ELSE 'a title without is to, plans, hopes, would, could, if' END AS expected
FROM events v
WHERE (status IN ('planned', 'conditional')) <> regexp_matches(lower(title_en), '\b(is to|are to|plans?|planned|means to|hopes|would|could|unless|if|stand ready|thought|expected)\b')
