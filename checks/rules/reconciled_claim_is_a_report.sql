-- code: REC004
-- title: A claim comes from a report, its operands from the record
-- table: reconciliations
-- why: The record is not held against itself.
-- fix: take a figure of a report as claim, and figures of the record as operands
-- bad: reconciliations[R-0031].claim_figure_id = F-1184
-- bad: reconciliation_operands[R-0031|1].figure_id = F-0066
SELECT c._line AS line, c.reconciliation_id AS key, 'claim_figure_id' AS field, c.claim_figure_id AS got, 'a figure of a report, and figures of the record behind the verdict' AS expected
FROM reconciliations c JOIN mentions f ON f.figure_id = c.claim_figure_id
WHERE f.official OR EXISTS (
  SELECT 1 FROM reconciliation_operands o JOIN mentions g ON g.figure_id = o.figure_id
  WHERE o.reconciliation_id = c.reconciliation_id AND NOT g.official)
