-- code: SER002
-- title: A figure is in a series of its indicator and kind
-- table: figures
-- why: A target in a series of estimates, or a tonnage in a series of areas, would be charted as one.
-- fix: take the series that measures this indicator and this kind of claim, or none
-- bad: figures[F-0066].series_id = SR-0007
-- bad: figures[F-0021].series_id = SR-0008
-- bad: figures[F-0066].claim_type = target
SELECT f._line AS line, f.figure_id AS key, 'series_id' AS field, f.series_id || ' (' || s.kind || ')' AS got,
  'a series of ' || f.indicator_id || ' that takes the claim type ' || claim_type AS expected
FROM figures f JOIN series s USING (series_id)
WHERE s.indicator_id <> f.indicator_id OR NOT CASE s.kind
  WHEN 'estimate' THEN claim_type IN ('estimate', 'forecast', 'assertion') WHEN 'count' THEN claim_type IN ('observed', 'assertion')
  WHEN 'target' THEN claim_type IN ('target', 'forecast') ELSE claim_type = s.kind END
