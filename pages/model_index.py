"""What the overview shows: what the record holds, the reports, what changed last, and what can be downloaded."""

from __future__ import annotations

from typing import Any

from pages import files, sentences
from pages import sentences_numbers as numbers
from pages.model import Record
from pages.model_figure import to
from pages.words import Words

Cells = dict[str, Any]


def view(record: Record, downloads: list[files.Download], words: Words) -> Cells:
    """Return what fills ``index.html``, less its charts and its JSON-LD."""
    counted = {name: numbers.number(str(len(rows)), words.language) for name, rows in record.tables.items()}
    years = sorted(
        row["period_start"][:4] for row in record.tables["figures"] if row["period_start"] and row["series_id"]
    )
    return {
        "lead": words("overview.lead", **counted, first=years[0], last=years[-1]),
        "counts": [
            (name, counted[name], words(f"nav.{name}")) for name in ("figures", "events", "series", "sources", "places")
        ],
        "reports": _reports(record, words),
        "changes": _newest_changes(record, words),
        "downloads": [_download(one, words) for one in downloads if one.format != "parquet"],
        "parquet": [_download(one, words) for one in downloads if one.format == "parquet"],
        "parquet_size": files.size(sum(one.bytes for one in downloads if one.format == "parquet"), words),
    }


def _reports(record: Record, words: Words) -> Cells:
    rows = []
    for source in record.tables["sources"]:
        if source["copy_kind"] == "original":
            title = to(source["source_id"], source["title"], "sources", source["language"])
            count = len(record.figures_of_source[source["source_id"]])
            kind = words.code("sources", "document_type", source["document_type"])
            rows.append([title, source["publisher"], sentences.published(source, words), kind, str(count)])
    names = ("document", "publisher", "published", "kind", "figures")
    return {"columns": [words(f"column.{name}") for name in names], "rows": rows}


def _newest_changes(record: Record, words: Words, most: int = 8) -> Cells:
    """The changes of the newest version that has any, those of figures first."""
    version = record.tables["changes"][-1]["version"] if record.tables["changes"] else ""
    changed = [row for row in record.tables["changes"] if row["version"] == version]
    changed.sort(key=lambda row: row["table"] != "figures")
    rows = []
    for row in changed[:most]:
        key = row["key"]
        paged = row["table"] in ("figures", "events", "series", "sources", "places")
        cell = to(key, key, row["table"]) if paged else f"{row['table']} {key}"
        rows.append(
            [cell, row["column"], row["old"] or words("blank"), row["new"] or words("blank"), words.of(row, "reason")]
        )
    names = ("row", "column", "old", "new", "reason")
    return {"columns": [words(f"column.{name}") for name in names], "rows": rows, "version": version}


def _download(one: files.Download, words: Words) -> Cells:
    return {
        "format": one.format,
        "path": one.path,
        "name": one.name,
        "size": files.size(one.bytes, words),
        "sha256": one.sha256,
    }
