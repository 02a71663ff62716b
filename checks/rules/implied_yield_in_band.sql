-- code: YLD001
-- title: Cocaine and area of one agency imply a possible yield
-- table: figures
-- severity: warning
-- why: Cocaine over area is a yield; one far outside what an agency ever implied shows a slip or a break.
-- fix: check the cocaine and the area of this year; say in the note why the yield is unusual
-- bad: figures[F-1105].value = 4860
-- bad: figures[F-1002].period = 2017
WITH newest AS (
  SELECT v.figure_id, v.place_id, v.period, v.value, i.quantity, s.producer_id FROM vintages v JOIN series s USING (series_id) JOIN indicators i USING (indicator_id)
  WHERE is_latest AND i.quantity IN ('cocaine_mass', 'coca_area')
), beyond AS ( -- least and most decide for all, which may be many
  SELECT producer_id, place_id, period, min(value) FILTER (quantity = 'cocaine_mass') AS least, max(value) FILTER (quantity = 'cocaine_mass') AS most,
    min(value) FILTER (quantity = 'coca_area') AS smallest, max(value) FILTER (quantity = 'coca_area') AS largest
  FROM newest GROUP BY ALL HAVING 1000 * least / largest < 2 OR 1000 * most / smallest > 13
), suspects AS ( -- the few that are beyond with any of the others, before they meet
  SELECT n.* FROM newest n JOIN beyond USING (producer_id, place_id, period)
  WHERE CASE WHEN quantity = 'cocaine_mass' THEN 1000 * value / largest < 2 OR 1000 * value / smallest > 13 ELSE 1000 * least / value < 2 OR 1000 * most / value > 13 END
)
SELECT f._line AS line, f.figure_id AS key, 'value' AS field, round(1000 * c.value / a.value, 1)::VARCHAR || ' kg per hectare' AS got, '2 to 13 kg per hectare with the area of ' || a.figure_id AS expected
FROM suspects c JOIN suspects a USING (producer_id, place_id, period) JOIN figures f ON f.figure_id = c.figure_id
WHERE c.quantity = 'cocaine_mass' AND a.quantity = 'coca_area' AND 1000 * c.value / a.value NOT BETWEEN 2 AND 13 AND f.note_en IS NULL
