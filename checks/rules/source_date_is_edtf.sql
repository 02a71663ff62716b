-- code: DAT003
-- title: Dates of publication are dates, with their basis
-- table: sources
-- why: The order of documents hangs on it.
-- fix: write published as EDTF, such as 2018, 2018-11 or 2018-11-09, and say in published_basis where it comes from
-- bad: sources[S-0004].published = 2018-13-09
-- bad: sources[S-0004].published_basis = (blank)
-- bad: sources[S-0009].published = 2010-01-01
-- bad: sources[S-0185].published = (blank)
SELECT s._line AS line, s.source_id AS key, 'published' AS field, published AS got,
  coalesce(d.fault, 'a date and its basis, or neither; a year that is all one knows stays a year') AS expected
FROM sources s LEFT JOIN edtf d ON d.text = s.published
WHERE d.fault IS NOT NULL OR published LIKE '%-01-01' OR (published IS NULL) <> (published_basis IS NULL)
