-- code: SER001
-- title: A series states the bases that its quantity needs
-- table: series
-- why: Unspecified is honest; blank hides that a basis exists, and a basis that does not apply misleads.
-- fix: fill the bases of the quantity (unspecified if not stated) and leave the others blank
-- bad: series[SR-0001].area_basis = (blank)
-- bad: series[SR-0001].purity_basis = pure_100
-- bad: series[SR-0007].potential_basis = (blank)
-- bad: series[SR-0008].eradication_mode = (blank)
-- bad: series[SR-0039].matter_basis = leaf_fresh
-- bad: series[SR-0007].eradication_mode = manual
-- bad: series[SR-0015].potential_basis = unspecified
-- bad: series[SR-0015].legal_basis = (blank)
-- bad: series[SR-0040].legal_basis = illicit
-- bad: series[SR-0024].area_basis = harvestable_after_eradication
-- bad: series[SR-0026].purity_basis = (blank)
-- bad: series[SR-0012].indicator_id = I-0028 ; series[SR-0012].purity_basis = (blank) ; series[SR-0012].potential_basis = (blank)
SELECT s._line AS line, s.series_id AS key, 'indicator_id' AS field,
  concat_ws(', ', area_basis, legal_basis, matter_basis, purity_basis, potential_basis, eradication_mode) AS got,
  CASE quantity WHEN 'coca_area' THEN 'area and legal basis' WHEN 'leaf_mass' THEN 'leaf basis' WHEN 'cocaine_mass' THEN 'purity and potential basis'
    WHEN 'eradicated_area' THEN 'mode of eradication' ELSE 'no basis' END || ', and no other' AS expected
FROM series s JOIN indicators i USING (indicator_id)
WHERE (quantity = 'coca_area') <> (area_basis IS NOT NULL) OR (quantity = 'coca_area') <> (legal_basis IS NOT NULL)
   OR (quantity = 'leaf_mass') <> (matter_basis IS NOT NULL)
   OR (quantity = 'cocaine_mass') <> (purity_basis IS NOT NULL) OR (quantity = 'cocaine_mass') <> (potential_basis IS NOT NULL)
   OR (quantity = 'eradicated_area') <> (eradication_mode IS NOT NULL)
