-- code: USE001
-- title: usable_as is what the codes give
-- table: figures
-- why: Only a level from its producer or an official copy, with every basis stated, is a measurement; the rest is what was reported.
-- fix: set usable_as to the expected value
-- bad: figures[F-0066].usable_as = measurement
-- bad: figures[F-0063].usable_as = measurement
-- bad: sources[S-0079].copy_kind = original
-- bad: figures[F-0153].qualifier = range ; figures[F-0153].usable_as = reported_claim
-- bad: series[SR-0018].area_basis = unspecified
-- bad: series[SR-0018].matter_basis = unspecified
-- bad: series[SR-0028].potential_basis = unspecified
-- bad: series[SR-0034].eradication_mode = unspecified
SELECT f._line AS line, f.figure_id AS key, 'usable_as' AS field, usable_as AS got,
  CASE WHEN measure = 'level' AND claim_type IN ('observed', 'estimate') AND qualifier IN ('exact', 'approx', 'range') AND (s.producer_id = f.claimed_by OR o.official) AND o.firsthand AND s.vague IS NULL
    THEN 'measurement' ELSE 'reported_claim' END AS expected
FROM mentions f
  JOIN (SELECT source_id, copy_kind IN ('official_text', 'official_via_repo') AS official, copy_kind NOT IN ('press', 'transcription') AS firsthand FROM sources) o USING (source_id)
  LEFT JOIN (
    SELECT series_id, producer_id, CASE WHEN 'unspecified' IN (area_basis, legal_basis, matter_basis, purity_basis, potential_basis, eradication_mode) THEN true END AS vague FROM series
  ) s USING (series_id)
WHERE usable_as <> expected
