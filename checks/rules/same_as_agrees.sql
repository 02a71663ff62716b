-- code: SAM002
-- title: Linked mentions agree
-- table: figures
-- why: Two mentions of one claim carry one number, and the link leads straight to the first.
-- fix: correct the number that was misread, or take the link away
-- bad: figures[F-0006].same_as = F-0007
-- bad: figures[F-0006].place_id = P-0004
-- bad: figures[F-0044].same_as = F-0039
-- bad: figures[F-0001].same_as = F-0006
-- bad: figures[F-0210].direction = stable
-- bad: figures[F-0828].indicator_id = I-0001
-- bad: figures[F-1101].value = 48100
-- bad: figures[F-0612].series_id = (blank)
-- bad: figures[F-1055].period = 2010
-- bad: evidence[E-0912].locator_kind = text_span
-- bad: figures[F-1083].evidence_id = E-0150
-- bad: figures[F-0731].unit_id = (blank)
-- bad: figures[F-0993].measure = percent_change
-- bad: figures[F-1121].claim_type = forecast
-- bad: figures[F-0238].period = (blank)
-- bad: figures[F-0304].value = (blank)
-- bad: figures[F-0785].value_low = 10100
-- bad: figures[F-0710].value_high = 3000
-- bad: figures[F-0008].value_low = (blank)
-- bad: figures[F-0001].same_as = F-0006 ; figures[F-0006].same_as = (blank)
SELECT f._line AS line, f.figure_id AS key, 'same_as' AS field, f.same_as AS got,
  'a first mention with the same number, unit, place, period, indicator, series and direction; in the same text, or both in the official record' AS expected
FROM mentions o JOIN mentions f ON o.figure_id = f.same_as
WHERE f.same_as IS NOT NULL -- said, so that these few are the side that is looked up
  AND (o.same_as IS NOT NULL OR f.figure_id = o.figure_id OR f.series_id IS DISTINCT FROM o.series_id
  OR CASE WHEN NOT f.official THEN f.source_id <> o.source_id OR f.start < o.start ELSE NOT o.official END
  OR f.indicator_id <> o.indicator_id OR f.measure <> o.measure OR f.place_id <> o.place_id OR f.claim_type <> o.claim_type
  OR f.value IS DISTINCT FROM o.value OR f.value_low IS DISTINCT FROM o.value_low OR f.value_high IS DISTINCT FROM o.value_high
  OR f.unit_id IS DISTINCT FROM o.unit_id OR f.direction IS DISTINCT FROM o.direction OR f.period IS DISTINCT FROM o.period)
