-- code: NUM001
-- title: Value and bounds follow the qualifier
-- table: figures
-- why: A hedge says on which side of the number the truth lies; readers sort and filter by the bounds.
-- fix: fill value, value_low and value_high as the qualifier asks: see the description of qualifier in schemas/figures.json
-- bad: figures[F-0072].value_high = (blank)
-- bad: figures[F-0066].value_low = 49000
-- bad: figures[F-0053].value = 4
-- bad: figures[F-0053].value_low = 6
-- bad: figures[F-0806].qualifier = more_than
-- bad: figures[F-1118].value = (blank)
-- bad: figures[F-1080].value_high = 6
-- bad: figures[F-0001].value_low = 1
-- bad: figures[F-0002].value_high = 300
SELECT f._line AS line, f.figure_id AS key, CASE WHEN qualifier = 'range' THEN 'value_low' ELSE 'value' END AS field,
  concat_ws(' / ', coalesce(value_low::VARCHAR, 'blank'), coalesce(value::VARCHAR, 'blank'), coalesce(value_high::VARCHAR, 'blank')) AS got,
  CASE qualifier
    WHEN 'range' THEN 'low < high and no value'
    WHEN 'at_most' THEN 'high = value, no low' WHEN 'less_than' THEN 'high = value, no low' WHEN 'nearly' THEN 'high = value, no low'
    WHEN 'at_least' THEN 'low = value, no high' WHEN 'more_than' THEN 'low = value, no high'
    ELSE 'a value without bounds' END || ' (low / value / high) for ' || qualifier AS expected
FROM figures f
WHERE qualifier IS NOT NULL AND NOT coalesce(CASE
    WHEN qualifier = 'range' THEN value IS NULL AND value_low < value_high
    WHEN qualifier IN ('at_most', 'less_than', 'nearly') THEN value_high = value AND value_low IS NULL
    WHEN qualifier IN ('at_least', 'more_than') THEN value_low = value AND value_high IS NULL
    ELSE value IS NOT NULL AND value_low IS NULL AND value_high IS NULL END, false)
