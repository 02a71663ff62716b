-- code: USE001
-- title: usable_as is what the codes give
-- table: figures
-- why: Only a level by its own producer with every basis stated is a measurement; the rest is what was reported.
-- fix: set usable_as to the expected value
-- bad: figures[F-0066].usable_as = measurement
-- bad: figures[F-0063].usable_as = measurement
SELECT f._line AS line, f.figure_id AS key, 'usable_as' AS field, usable_as AS got,
  CASE WHEN measure = 'level' AND claim_type IN ('observed', 'estimate') AND qualifier IN ('exact', 'approx', 'range') AND s.producer_id = f.claimed_by
    AND 'unspecified' NOT IN (coalesce(area_basis, ''), coalesce(legal_basis, ''), coalesce(matter_basis, ''), coalesce(purity_basis, ''), coalesce(potential_basis, ''), coalesce(eradication_mode, ''))
    THEN 'measurement' ELSE 'reported_claim' END AS expected
FROM figures f LEFT JOIN series s USING (series_id) WHERE usable_as <> expected
