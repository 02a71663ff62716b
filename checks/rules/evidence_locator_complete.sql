-- code: EVI002
-- title: Evidence can be found again
-- table: evidence
-- why: A span needs positions and hash, another place needs an address and the number printed there.
-- fix: fill start, end, line and span_sha256 for a text_span; url and printed for a passage or table_cell
-- bad: evidence[E-0004].line = (blank)
-- bad: evidence[E-0004].locator_kind = passage
-- bad: evidence[E-0004].start = 99999
-- bad: evidence[E-0355].printed = (blank)
-- bad: evidence[E-0058].span_sha256 = (blank)
-- bad: evidence[E-0614].url = (blank)
-- bad: evidence[E-0773].span_sha256 = df8535b5071bff98cac94c4e52a0b04bb97ee762fedfe52d7fb3354a8af1a07d
-- bad: evidence[E-1400].passage_sha256 = (blank)
-- bad: evidence[E-1289].start = 1198
-- bad: evidence[E-0764].number_form = (blank)
-- bad: evidence[E-0212].url = https://github.com/pipaber/xgboost_deforestation/blob/04b3706cbec46c68ce55d3729fc2836068a1da31/coca_report_2021_2024.md
-- bad: evidence[E-1040].line = 41
-- bad: evidence[E-1274].passage_start = (blank)
-- bad: evidence[E-0429].end = 906
-- bad: sources[S-0004].text_sha256 = (blank)
-- bad: evidence[E-0004].start_column = (blank)
-- bad: evidence[E-0004].end_column = (blank)
-- bad: evidence[E-0004].passage_sha256 = 08c97d6dd347fb1ea8affdfa813adfebca231883135e6ebfb1a5551e0055a9bc
-- bad: evidence[E-0004].passage_start = 40
-- bad: evidence[E-0004].passage_end = 46
-- bad: evidence[E-1274].passage_end = (blank)
-- bad: evidence[E-1040].start_column = 41
-- bad: evidence[E-1040].end_column = 47
SELECT e._line AS line, e.evidence_id AS key, 'locator_kind' AS field, locator_kind AS got,
  CASE WHEN locator_kind = 'text_span' THEN 'start < end, line, columns and hash, in a source with a text, and no url or passage' ELSE 'url, printed, number form and place in the hashed passage; no positions in a text' END AS expected
FROM evidence e LEFT JOIN (SELECT source_id, text_sha256 FROM sources WHERE text_sha256 IS NOT NULL) s USING (source_id)
WHERE NOT coalesce(CASE WHEN locator_kind = 'text_span'
  THEN start < "end" AND line IS NOT NULL AND span_sha256 IS NOT NULL AND s.text_sha256 IS NOT NULL AND e.url IS NULL
    AND start_column IS NOT NULL AND end_column IS NOT NULL AND passage_sha256 IS NULL AND passage_start IS NULL AND passage_end IS NULL
  ELSE e.url IS NOT NULL AND printed IS NOT NULL AND number_form IS NOT NULL AND passage_sha256 IS NOT NULL AND passage_start IS NOT NULL AND passage_end IS NOT NULL
    AND start IS NULL AND "end" IS NULL AND line IS NULL AND span_sha256 IS NULL AND start_column IS NULL AND end_column IS NULL END, false)
