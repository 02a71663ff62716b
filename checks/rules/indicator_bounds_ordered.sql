-- code: IND001
-- title: Bounds of an indicator are ordered
-- table: indicators
-- why: A scale runs from low to high.
-- fix: swap or correct value_min and value_max
-- bad: indicators[I-0021].value_min = 11
SELECT i._line AS line, i.indicator_id AS key, 'value_min' AS field, value_min::VARCHAR AS got, 'less than ' || value_max::VARCHAR AS expected
FROM indicators i WHERE value_min >= value_max
