-- code: NUM002
-- title: A row has a number, or a status that says why not
-- table: figures
-- why: Missing is not zero: a blank must say whether the source gives none or nobody measured.
-- fix: fill value, qualifier and unit_id and set obs_status to A; or leave all three blank and say why in obs_status
-- bad: figures[F-0066].obs_status = O
-- bad: figures[F-0086].obs_status = A
-- bad: figures[F-0066].unit_id = (blank)
-- bad: figures[F-0086].qualifier = exact
-- bad: figures[F-0677].value = (blank)
-- bad: figures[F-0555].qualifier = (blank)
-- bad: figures[F-0092].unit_id = U-0003
-- bad: figures[F-0107].value = 30486
SELECT f._line AS line, f.figure_id AS key, 'obs_status' AS field, obs_status AS got,
  'A with number, qualifier and unit; another status without any of them' AS expected
FROM figures f
WHERE (obs_status = 'A') <> (coalesce(value, value_low, value_high) IS NOT NULL)
   OR (obs_status = 'A') <> (qualifier IS NOT NULL)
   OR (obs_status = 'A') <> (unit_id IS NOT NULL)
