-- code: COR001
-- title: Corrections leave the figure as printed
-- table: corrections
-- why: What is printed stays; a correction that has been worked into the figure hides the error of the source.
-- fix: set printed to the cell of data/figures.csv, and put the cell back if it was changed
-- bad: corrections[F-0095|measure].printed = level
-- bad: corrections[F-0095|measure].likely = change
-- bad: figures[F-0095].measure = level ; figures[F-0095].direction = (blank)
-- bad: delete figures[F-0095]
SELECT c._line AS line, c.figure_id || '|' || c.field AS key, 'printed' AS field, c.printed AS got, 'the cell of the figure: ' || coalesce(x.cell, 'blank') || ', and another likely value' AS expected
FROM corrections c LEFT JOIN figure_cells x USING (figure_id, field)
WHERE c.printed IS DISTINCT FROM x.cell OR c.likely = c.printed
