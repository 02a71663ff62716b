-- code: CON001
-- title: A number that contradicts the record is in a conflict group
-- table: figures
-- why: Two numbers for one thing stay side by side, each with a likely cause; none is silently preferred.
-- fix: add it and the number that it contradicts to data/conflicts.csv, with a cause
-- bad: delete conflicts[C-0009|F-1048]
SELECT f._line AS line, f.figure_id AS key, 'figure_id' AS field, f.value::VARCHAR AS got, 'a row in data/conflicts.csv: a single report tells another number than the record' AS expected
FROM figures f JOIN set_aside USING (figure_id)
WHERE NOT EXISTS (SELECT 1 FROM conflicts c WHERE c.figure_id = f.figure_id) AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.figure_id = f.figure_id)
