-- code: IND002
-- title: The kind of an indicator fits its quantity and unit
-- table: indicators
-- why: A stock and a flow are charted and summed in different ways.
-- fix: correct kind, quantity or base_unit_id
-- bad: indicators[I-0001].kind = flow
-- bad: indicators[I-0005].kind = score
-- bad: indicators[I-0028].kind = stock
-- bad: indicators[I-0008].quantity = cocaine_mass
-- bad: indicators[I-0001].base_unit_id = U-0003
SELECT i._line AS line, i.indicator_id AS key, 'kind' AS field, concat_ws(' ', i.kind, i.quantity, u.code) AS got,
  'stock for coca areas and prices, flow for masses, money and rates, count for persons and things, score and duration for theirs' AS expected
FROM indicators i JOIN units u ON u.unit_id = i.base_unit_id
WHERE (i.quantity LIKE '%_area' AND u.code <> 'har') OR (i.quantity LIKE '%_mass' AND u.code <> 't') OR CASE
  WHEN i.quantity = 'coca_area' OR u.code = 'USD/kg' THEN i.kind <> 'stock'
  WHEN i.quantity = 'other' AND u.code = 'har' THEN i.kind NOT IN ('stock', 'flow')
  WHEN i.quantity <> 'other' OR u.code IN ('t', 'USD', '/a') THEN i.kind <> 'flow'
  WHEN u.code = 'score' THEN i.kind <> 'score' WHEN u.code = 'mo' THEN i.kind <> 'duration' ELSE i.kind <> 'count' END
