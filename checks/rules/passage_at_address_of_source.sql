-- code: EVI008
-- title: A passage stands at the address of its document
-- table: evidence
-- why: Evidence that leads to another page leads astray.
-- fix: set url to that of the source, or correct source_id
-- bad: evidence[E-0509].source_id = S-0059
WITH elsewhere AS ( -- asked once of each source and address; CASE, since a WHERE would let these few be looked up in all evidence
  SELECT DISTINCT s.source_id, s.url FROM (SELECT DISTINCT source_id, url FROM evidence) e JOIN sources s USING (source_id) WHERE e.url <> s.url
)
SELECT e._line AS line, e.evidence_id AS key, 'url' AS field, e.url AS got, s.url AS expected
FROM evidence e JOIN elsewhere s USING (source_id) WHERE CASE WHEN e.locator_kind <> 'text_span' THEN e.url <> s.url END
