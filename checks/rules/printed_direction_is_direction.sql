-- code: PRN003
-- title: The printed direction is the direction
-- table: figures
-- why: Up and down are the shortest claims, and the easiest to turn round.
-- fix: correct direction in data/figures.csv, or printed in data/evidence.csv
-- bad: figures[F-0086].direction = decrease
-- bad: figures[F-0068].direction = decrease
-- bad: evidence[E-0159].printed = some other recent years
SELECT f._line AS line, f.figure_id AS key, 'direction' AS field, f.direction AS got,
  coalesce(d.direction, 'a direction word') || ' as printed: ' || coalesce(e.printed, 'nothing') AS expected
FROM figures f JOIN evidence e USING (evidence_id) LEFT JOIN directions d USING (printed)
WHERE f.direction IS NOT NULL AND f.direction IS DISTINCT FROM d.direction
  AND (d.direction IS NOT NULL OR f.obs_status <> 'A')
