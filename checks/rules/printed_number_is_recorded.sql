-- code: PRN004
-- title: A printed number is recorded
-- table: figures
-- why: A row that says "no number" beside a printed number loses a figure.
-- fix: record the number, with only its own words as printed; or cut printed down to the words that carry no number
-- bad: evidence[E-0159].printed = down 10 percent
-- bad: evidence[E-0159].printed = down 10 percent in 2025
-- bad: evidence[E-0159].printed = doubled
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, NULL AS got, 'the number that is printed: ' || e.printed AS expected
FROM figures f JOIN evidence e USING (evidence_id)
WHERE f.obs_status <> 'A' AND (EXISTS (SELECT 1 FROM readings r WHERE r.printed = e.printed AND r.form = coalesce(e.number_form, 'en')) OR regexp_matches(e.printed, '[0-9]'))
