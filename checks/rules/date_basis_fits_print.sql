-- code: DAT010
-- title: A stated date is printed, another is not
-- table: events
-- why: A reader must know which dates the document prints and which we worked out.
-- fix: set date_basis to stated if a printed phrase has the year, to bounded if only publication bounds the date; an external date needs a note
-- bad: events[EV-0084].date_basis = relative
-- bad: events[EV-0071].date_basis = external
-- bad: events[EV-0071].date_basis = stated
-- bad: events[EV-0041].date_basis = bounded
-- bad: events[EV-0033].date_basis = bounded
WITH said AS (
  SELECT v.event_id, bool_or(coalesce(contains(e.printed, left(v."date", 4)) OR (v."date" LIKE '%/2%' AND contains(e.printed, regexp_extract(v."date", '/([0-9]{4})', 1))), false)) AS year_printed,
    bool_or(ends_with(v."date", coalesce(s.published, '?'))) AS by_publication
  FROM events v JOIN event_reports r USING (event_id) JOIN evidence e USING (evidence_id) JOIN sources s USING (source_id) GROUP BY ALL
)
SELECT v._line AS line, v.event_id AS key, 'date_basis' AS field, concat_ws(' ', v.date_basis, v."date") AS got,
  CASE WHEN year_printed THEN 'stated: the year is printed; or a note' WHEN v.date_basis = 'external' THEN 'a note that says where the date comes from' WHEN v.date_basis = 'bounded' THEN 'a date that is open or ends with the publication' ELSE 'relative, bounded or external: no printed phrase has the year' END AS expected
FROM events v JOIN said USING (event_id)
WHERE (v.date_basis = 'stated' AND NOT year_printed) OR (v.date_basis <> 'stated' AND year_printed AND v.note IS NULL) OR (v.date_basis = 'external' AND v.note IS NULL)
  OR (v.date_basis = 'bounded' AND NOT (v."date" LIKE '%..%' OR by_publication))
