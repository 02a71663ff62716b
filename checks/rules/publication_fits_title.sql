-- code: SRC003
-- title: The year of publication fits title, address and content
-- table: sources
-- why: The order of vintages hangs on it, and a year is easily mistyped.
-- fix: correct published; if it is right, say in note_en where it comes from
-- bad: sources[S-0009].published = 2009
-- bad: sources[S-0007].published = 2017-06-14
-- bad: sources[S-0004].published = 2021-11-09
WITH untold AS ( -- by the first year of the title, which mostly tells it
  SELECT * FROM sources WHERE published IS NOT NULL AND note_en IS NULL
    AND regexp_extract(title, '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:$|[^0-9])', 1) <> left(published, 4)
), newest AS (
  SELECT source_id, year(max(period_end)) AS newest FROM mentions WHERE claim_type IN ('estimate', 'observed') GROUP BY ALL
), told AS (
  SELECT s.*, n.newest, TRY_CAST(left(published, 4) AS INTEGER) AS y, list_transform(regexp_extract_all(title || ' ' || url, '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:$|[^0-9])', 1), lambda t: t::INTEGER) AS years
  FROM untold s LEFT JOIN newest n USING (source_id)
)
SELECT _line AS line, source_id AS key, 'published' AS field, published AS got,
  'a year that title or address print' || coalesce(' (' || list_max(years)::VARCHAR || ')', '') || ', or the one after the newest it reports' || coalesce(' (' || newest::VARCHAR || ')', '') || '; or a note' AS expected
FROM told WHERE NOT coalesce(list_contains(years, y) OR (y IN (newest, newest + 1) AND coalesce(y IN (list_max(years), list_max(years) + 1), true)), false)
