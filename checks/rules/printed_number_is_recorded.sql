-- code: PRN004
-- title: A printed number is recorded
-- table: figures
-- why: A row that says "no number" beside a printed number loses a figure.
-- fix: record the number, with only its own words as printed; or cut printed down to the words that carry no number
-- bad: evidence[E-0159].printed = down 10 percent
-- bad: evidence[E-0159].printed = down 10 percent in 2025
-- bad: evidence[E-0159].printed = doubled
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, NULL AS got, 'the number that is printed: ' || f.printed AS expected
FROM mentions f
WHERE f.obs_status <> 'A' AND (EXISTS (SELECT 1 FROM readings r WHERE r.printed = f.printed AND r.form = coalesce(f.number_form, 'en')) OR regexp_matches(f.printed, '[0-9]'))
