-- code: SER004
-- title: The label of a series says its bases
-- table: series
-- why: Readers of a chart see the label, not the codes; what a number measures must stand in both.
-- fix: correct the code, or say it in label_en and label_es with the words of the rule
-- bad: series[SR-0005].area_basis = net_at_cutoff
-- bad: series[SR-0017].legal_basis = excess_over_authorised
-- bad: series[SR-0009].eradication_mode = aerial_spray
-- bad: series[SR-0030].potential_basis = seized
-- bad: series[SR-0012].purity_basis = export_quality
-- bad: series[SR-0013].condition = (blank)
-- bad: series[SR-0016].label_en = Coca area of Peru, UNODC survey, all coca
-- bad: series[SR-0016].label_es = Superficie de coca del Perú, monitoreo UNODC, toda la coca
-- bad: series[SR-0001].label_en = Coca area as imaged, United States estimate
-- bad: series[SR-0001].label_es = Superficie de coca según imágenes, estimación de Estados Unidos
WITH said(field, code, en, es) AS (VALUES
  ('area_basis', 'net_at_cutoff', 'net at 31 December', 'neta al 31 de diciembre'), ('area_basis', 'as_imaged', 'as imaged', 'según imágenes'),
  ('area_basis', 'harvestable_after_eradication', 'harvestable', 'cosechable'),
  ('legal_basis', 'all_coca', 'all coca', 'toda la coca'), ('legal_basis', 'authorised', 'Legal limit', 'Límite legal'),
  ('legal_basis', 'excess_over_authorised', 'above the limit', 'sobre el límite'), ('legal_basis', 'illicit', 'illicit', 'ilícita'),
  ('purity_basis', 'pure_100', 'pure cocaine', 'Cocaína pura'), ('purity_basis', 'export_quality', 'export quality', 'calidad de exportación'), ('purity_basis', 'as_seized', 'seizures', 'Incautaciones'),
  ('potential_basis', 'potential', 'Potential', 'potencial'), ('potential_basis', 'available', 'available', 'disponible'), ('potential_basis', 'seized', 'seizures', 'Incautaciones'),
  ('eradication_mode', 'forced_manual', 'forced', 'forzosa'), ('eradication_mode', 'voluntary', 'Voluntary', 'voluntaria'), ('eradication_mode', 'manual', 'by hand', 'a mano'),
  ('eradication_mode', 'aerial_spray', 'from the air', 'desde el aire'), ('eradication_mode', 'all_modes', 'by every means', 'por todos los medios'),
  ('condition', 'all_leaf_diverted', 'if all leaf were diverted', 'si se desviara toda la hoja'), ('condition', 'without_authorised_zones', 'without the authorised zones', 'sin las zonas autorizadas'),
  ('condition', 'numbers_in_unodc_tables', 'in UNODC tables', 'en tablas de la UNODC')
), coded AS (
  UNPIVOT (SELECT _line, series_id, label_en, label_es, coalesce(area_basis, '') AS area_basis, coalesce(legal_basis, '') AS legal_basis, coalesce(purity_basis, '') AS purity_basis,
    coalesce(potential_basis, '') AS potential_basis, coalesce(eradication_mode, '') AS eradication_mode, coalesce("condition", '') AS "condition" FROM series)
  ON area_basis, legal_basis, purity_basis, potential_basis, eradication_mode, "condition" INTO NAME field VALUE code
)
SELECT _line AS line, series_id AS key, field, coded.code AS got, CASE WHEN coded.code = said.code THEN 'a label that says ' ELSE said.code || ', or a label without ' END || en || ' / ' || es AS expected
FROM coded JOIN said USING (field) WHERE (coded.code = said.code) <> contains(label_en, en) OR (coded.code = said.code) <> contains(label_es, es)
