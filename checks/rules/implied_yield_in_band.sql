-- code: YLD001
-- title: Cocaine and area of one agency imply a possible yield
-- table: figures
-- severity: warning
-- why: Cocaine over area is a yield; one far outside what an agency ever implied shows a slip or a break.
-- fix: check the cocaine and the area of this year; say in the note why the yield is unusual
-- bad: figures[F-1105].value = 4860
-- bad: figures[F-1002].period = 2017
WITH newest AS (
  SELECT v.*, i.quantity, s.producer_id FROM vintages v JOIN series s USING (series_id) JOIN indicators i USING (indicator_id) WHERE is_latest
)
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, round(1000 * c.value / a.value, 1)::VARCHAR || ' kg per hectare' AS got, '2 to 13 kg per hectare with the area of ' || a.figure_id AS expected
FROM newest c JOIN newest a ON a.producer_id = c.producer_id AND a.place_id = c.place_id AND a.period = c.period JOIN figures f ON f.figure_id = c.figure_id
WHERE c.quantity = 'cocaine_mass' AND a.quantity = 'coca_area' AND 1000 * c.value / a.value NOT BETWEEN 2 AND 13 AND f.note_en IS NULL
