"""What the lists show: figures page by page, events, series, documents and places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pages import sentences
from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages.model import Record, Row
from pages.model_figure import to
from pages.words import Words

Cells = dict[str, Any]
ON_A_PAGE = 150


def table(words: Words, caption: str, names: Iterable[str], rows: list[Any], **more: Any) -> Cells:
    """Return a table for ``list.html``; ``names`` are keys of its columns."""
    columns = [words(f"column.{name}") for name in names]
    return {"caption": caption, "columns": columns, "rows": rows, "numeric": (), "heading": "", "id": ""} | more


def figure_row(record: Record, row: Row, words: Words) -> list[Any]:
    """Return a figure as a row of a list: id, what, number, who, and the document."""
    who = words.of(record.row("actors", row["claimed_by"])) if row["claimed_by"] else ""
    source = record.source_of(row)
    return [
        to(row["figure_id"], row["figure_id"], "figures"),
        sentences.short(record, row, words),
        numbers.amount(row, words) or words("no_number"),
        who,
        to(source["source_id"], source["source_id"], "sources"),
    ]


FIGURE_COLUMNS = ("figure", "what", "number", "who", "document")


def figures(record: Record, words: Words) -> list[Cells]:
    """Return the pages of the list of figures, each as what fills ``list.html`` and its path."""
    rows = record.tables["figures"]
    parts = [rows[at : at + ON_A_PAGE] for at in range(0, len(rows), ON_A_PAGE)]
    paths = ["figures.html", *(f"figures/page-{n}.html" for n in range(2, len(parts) + 1))]
    made = []
    for number, part in enumerate(parts):
        first, last = part[0]["figure_id"], part[-1]["figure_id"]
        links = [
            {
                "href": path,
                "label": f"{some[0]['figure_id']} \u2013 {some[-1]['figure_id']}",
                "current": path == paths[number],
            }
            for path, some in zip(paths, parts, strict=True)
        ]
        told = [figure_row(record, row, words) for row in part]
        made.append(
            {
                "path": paths[number],
                "title": words("figures.title"),
                "lead": words("figures.lead", n=numbers.number(str(len(rows)), words.language)),
                "tables": [table(words, words("figures.part", first=first, last=last), FIGURE_COLUMNS, told)],
                "pages": links,
                "explore": "figures" if number == 0 else "",
            }
        )
    return made


def events(record: Record, words: Words) -> Cells:
    """Return the timeline: every event in order of its first day; those that start nowhere come first."""
    rows = []
    for row in sorted(record.tables["events"], key=lambda row: (row["date_start"], row["date_end"], row["event_id"])):
        place = record.row("places", row["place_id"])
        kind = words.of(record.row("event_types", row["event_type"]))
        rows.append(
            [
                to(row["event_id"], row["event_id"], "events"),
                dates.when(row["date"], words) or words("date.none"),
                words.of(row, "title"),
                to(row["place_id"], words.of(place), "places"),
                kind,
                words.code("events", "status", row["status"]),
            ]
        )
    names = ("event", "date", "title", "place", "kind", "status")
    return {
        "title": words("events.title"),
        "lead": words("events.lead"),
        "tables": [table(words, words("events.caption"), names, rows)],
        "explore": "events",
    }


def series(record: Record, words: Words) -> Cells:
    """Return the list of series, a table for each indicator."""
    tables = []
    for indicator in record.tables["indicators"]:
        rows = []
        for row in record.rows("series", "indicator_id", indicator["indicator_id"]):
            newest = [one for one in record.newest if one["series_id"] == row["series_id"]]
            years = sorted(one["period"][:4] for one in newest)
            rows.append(
                [
                    to(row["series_id"], words.of(row), "series"),
                    words.of(record.row("actors", row["producer_id"])),
                    words.code("series", "kind", row["kind"]),
                    f"{years[0]}\u2013{years[-1]}" if years else words("no_number"),
                    str(len(record.rows("figures", "series_id", row["series_id"]))),
                ]
            )
        if rows:
            names = ("series", "producer", "kind", "years", "figures")
            heading = words.of(indicator)
            key = indicator["indicator_id"]
            tables.append(
                table(words, words.of(indicator, "definition"), names, rows, heading=heading, id=key, numeric=(4,))
            )
    return {"title": words("series.title"), "lead": words("series.lead"), "tables": tables, "explore": ""}


def sources(record: Record, words: Words) -> Cells:
    """Return the list of documents, a table for each kind of copy."""
    tables = []
    kinds = record.schemas["sources"]["fields"][
        [f["name"] for f in record.schemas["sources"]["fields"]].index("copy_kind")
    ]
    for kind in kinds["constraints"]["enum"]:
        rows = [
            [
                to(row["source_id"], row["title"], "sources", row["language"]),
                row["publisher"],
                sentences.published(row, words),
                words.code("sources", "document_type", row["document_type"]),
                str(len(record.figures_of_source[row["source_id"]])),
            ]
            for row in record.rows("sources", "copy_kind", kind)
        ]
        if rows:
            names = ("document", "publisher", "published", "kind", "figures")
            heading = words.code("sources", "copy_kind", kind)
            heading = heading[:1].upper() + heading[1:]
            tables.append(table(words, heading, names, rows, heading=heading, id=kind, numeric=(4,)))
    lead = words("sources.lead", n=numbers.number(str(len(record.tables["sources"])), words.language))
    return {"title": words("sources.title"), "lead": lead, "tables": tables, "explore": ""}


def places(record: Record, words: Words) -> Cells:
    """Return the list of places."""
    rows = []
    for row in record.tables["places"]:
        parent = record.row("places", row["parent_id"]) if row["parent_id"] else None
        rows.append(
            [
                to(row["place_id"], words.of(row), "places"),
                words.code("places", "place_type", row["place_type"]),
                to(parent["place_id"], words.of(parent), "places") if parent else "",
                row["iso_code"],
                str(len(record.rows("figures", "place_id", row["place_id"]))),
                str(len(record.rows("events", "place_id", row["place_id"]))),
            ]
        )
    names = ("place", "kind", "part_of", "iso", "figures", "events")
    tables = [table(words, words("places.caption"), names, rows, numeric=(4, 5))]
    return {"title": words("places.title"), "lead": words("places.lead"), "tables": tables, "explore": ""}
