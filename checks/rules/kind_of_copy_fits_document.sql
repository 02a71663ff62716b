-- code: SRC002
-- title: Kind of document, kind of copy and rights agree
-- table: sources
-- why: A newspaper is no official table, and only a government gives its work away.
-- fix: correct document_type, copy_kind or redistribution
-- bad: sources[S-0090].document_type = diplomatic_cable
-- bad: sources[S-0150].copy_kind = official_via_repo
-- bad: sources[S-0015].redistribution = public_domain
-- bad: sources[S-0001].redistribution = facts_only
-- bad: sources[S-0066].copy_kind = original
-- bad: sources[S-0111].copy_kind = original
-- bad: sources[S-0102].copy_kind = original
SELECT s._line AS line, s.source_id AS key, 'copy_kind' AS field, concat_ws(' ', document_type, copy_kind, redistribution) AS got,
  'a text of its own kind if original, an official_publication for official copies, otherwise transcription or press_report; public_domain for works of a government alone' AS expected
FROM sources s
WHERE document_type <> CASE copy_kind WHEN 'press' THEN 'press_report' WHEN 'transcription' THEN 'transcription'
    WHEN 'original' THEN CASE WHEN document_type IN ('official_publication', 'transcription', 'press_report') THEN 'a text of its own kind' ELSE document_type END
    ELSE 'official_publication' END
  OR (redistribution = 'public_domain') <> (rights LIKE '%United States government%')
