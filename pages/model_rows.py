"""What the pages of events, series, documents and places show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from andean_coca.record import number as written
from pages import sentences
from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages.model import Record, Row, in_series
from pages.model_figure import bases, evidence, fact, history, to
from pages.model_lists import FIGURE_COLUMNS, figure_row, table
from pages.words import Words

Cells = dict[str, Any]


def _page(record: Record, name: str, row: Row, words: Words, **more: Any) -> Cells:
    """What every page of a row has, less its citation and its address for errors."""
    key = next(iter(row.values()))
    before, after = record.neighbours[key]
    shared: Cells = {
        "id": key,
        "kind": words(f"nav.{name}"),
        "heading_lang": "",
        "charts": [],
        "facts": [],
        "cards": [],
        "careful": [],
        "tables": [],
        "history": history(record, name, key, words),
        "download": "",
        "shown": name,
        "before": before,
        "after": after,
    }
    return shared | {"short": more["heading"], "told": more["lead"]} | more


def event(record: Record, row: Row, words: Words) -> Cells:
    """Return what fills the page of an event."""
    key = row["event_id"]
    kind = record.row("event_types", row["event_type"])
    basis = words.code("events", "date_basis", row["date_basis"])
    place = record.row("places", row["place_id"])
    day = dates.when(row["date"], words) or words("date.none")
    facts = [
        fact(words("fact.date"), f"{day} ({basis})" if row["date"] else day),
        fact(words("column.status"), words.code("events", "status", row["status"])),
        fact(words("fact.place"), words.of(place), f"../places/{row['place_id']}.html"),
        fact(words("column.kind"), f"{words.of(kind)}: {words.of(kind, 'definition')}"),
    ]
    for part in record.rows("event_participants", "event_id", key):
        actor = record.row("actors", part["actor_id"])
        told = words.code("event_participants", "role", part["role"])
        facts.append(fact(words("fact.part"), words("fact.part.of", who=words.of(actor), part=told)))
    cards = []
    for report in record.rows("event_reports", "event_id", key):
        card = evidence(record, record.row("evidence", report["evidence_id"]), words)
        cards.append(card | {"who": words.of(record.row("actors", report["claimed_by"]))})
    note = words.of(row, "note")
    return _page(
        record,
        "events",
        row,
        words,
        heading=words.of(row, "title"),
        lead=f"{sentences.event(record, row, words)}.",
        facts=facts,
        cards=cards,
        careful=[note] if note else [],
        tables=_figures(record, record.rows("figures", "event_id", key), words, "figures.of.event"),
    )


def series(record: Record, row: Row, words: Words) -> Cells:
    """Return what fills the page of a series, less its charts."""
    key = row["series_id"]
    figures = sorted(record.rows("figures", "series_id", key), key=in_series)
    indicator, producer = record.row("indicators", row["indicator_id"]), record.row("actors", row["producer_id"])
    facts = [
        fact(words("fact.indicator"), f"{words.of(indicator)}: {words.of(indicator, 'definition')}"),
        fact(words("column.producer"), f"{words.of(producer)}: {words.of(producer, 'role')}"),
        fact(words("column.kind"), words.code("series", "kind", row["kind"])),
    ]
    newest = _newest(record, row, words)
    lead = words("series.row.lead", n=numbers.number(str(len(figures)), words.language), m=len(newest))
    tables = []
    if newest:
        names = ("place", "period", "number", "published", "vintages", "figure")
        caption = words("series.newest.caption", series=words.of(row))
        heading = words("series.newest")
        tables.append(table(words, caption, names, newest, heading=heading, id="newest", numeric=(2, 4)))
    return _page(
        record,
        "series",
        row,
        words,
        heading=words.of(row),
        lead=lead,
        facts=facts,
        careful=[*bases(row, words), words("agencies.never")],
        tables=[*tables, *_figures(record, figures, words, "figures.of.series")],
        download=f"downloads/rows/{key}.csv",
    )


def _newest(record: Record, row: Row, words: Words) -> list[Any]:
    unit = record.row("indicators", row["indicator_id"])["base_unit_id"]
    rows = [one for one in record.newest if one["series_id"] == row["series_id"]]
    return [
        [
            to(one["place_id"], words.of(record.row("places", one["place_id"])), "places"),
            dates.when(one["period"], words),
            numbers.in_unit(written(float(one["value"])), unit, words),
            sentences.published(record.source_of(record.row("figures", one["figure_id"])), words),
            one["vintages"],
            to(one["figure_id"], one["figure_id"], "figures"),
        ]
        for one in rows
    ]


def source(record: Record, row: Row, words: Words) -> Cells:
    """Return what fills the page of a document."""
    key = row["source_id"]
    figures = record.figures_of_source.get(key, [])
    told = dict.fromkeys(
        report["event_id"]
        for place in record.rows("evidence", "source_id", key)
        for report in record.rows("event_reports", "evidence_id", place["evidence_id"])
    )
    speakers = [
        [words.of(record.row("actors", one["actor_id"])), words.code("speakers", "role", one["role"])]
        for one in record.rows("speakers", "source_id", key)
    ]
    heading = words("source.speakers")
    tables = [table(words, heading, ("who", "part"), speakers, heading=heading, id="who")] if speakers else []
    note = words.of(row, "note")
    counts = {"n": len(figures), "m": len(told), "document": sentences.document(row, words)}
    return _page(
        record,
        "sources",
        row,
        words,
        heading=row["title"],
        heading_lang=row["language"],
        lead=words("source.lead", **counts),
        facts=_of_document(row, words),
        careful=[note] if note else [],
        tables=[
            *tables,
            *_figures(record, figures, words, "figures.of.source"),
            *_events([record.row("events", one) for one in told], words),
        ],
    )


def _of_document(row: Row, words: Words) -> list[Cells]:
    basis = words.code("sources", "published_basis", row["published_basis"])
    facts = [
        fact(words("column.publisher"), row["publisher"]),
        *([fact(words("fact.author"), row["author"])] if row["author"] else []),
        fact(words("column.published"), f"{sentences.published(row, words)}{f' ({basis})' if basis else ''}"),
        fact(words("column.kind"), words.code("sources", "document_type", row["document_type"])),
        fact(words("fact.language"), words.code("sources", "language", row["language"])),
        fact(words("fact.copy"), words.code("sources", "copy_kind", row["copy_kind"])),
        fact(words("fact.rights"), row["rights"], lang="en"),
        fact(words("fact.redistribution"), words.code("sources", "redistribution", row["redistribution"])),
    ]
    for name, column in (("fact.address", "url"), ("fact.archive", "archive_url")):
        if row[column].startswith(("https://", "http://")):
            facts.append(fact(words(name), row[column], row[column], outside=True))
    if row["text_sha256"]:
        length = numbers.number(row["text_characters"], words.language)
        facts.append(fact(words("fact.text"), words("fact.text.hash", n=length, hash=row["text_sha256"])))
    return facts


def place(record: Record, row: Row, words: Words) -> Cells:
    """Return what fills the page of a place."""
    key = row["place_id"]
    figures = sorted(record.rows("figures", "place_id", key), key=lambda one: (one["indicator_id"], *in_series(one)))
    happened = record.rows("events", "place_id", key)
    parts = [record.row("places", one["member_id"]) for one in record.rows("place_members", "group_id", key)]
    facts = [fact(words("column.kind"), words.code("places", "place_type", row["place_type"]))]
    if row["parent_id"]:
        parent = record.row("places", row["parent_id"])
        facts.append(fact(words("column.part_of"), words.of(parent), f"{row['parent_id']}.html"))
    for key_of, some in (("fact.member", parts), ("fact.contains", record.rows("places", "parent_id", key))):
        if some:
            links = [{"text": words.of(one), "href": f"{one['place_id']}.html"} for one in some]
            facts.append(fact(words(key_of), "") | {"links": links})
    facts += [fact(words("column.iso"), row["iso_code"])] if row["iso_code"] else []
    tables = []
    for indicator in record.tables["indicators"]:
        some = [one for one in figures if one["indicator_id"] == indicator["indicator_id"]]
        tables += _figures(record, some, words, "figures.of.place", words.of(indicator))
    return _page(
        record,
        "places",
        row,
        words,
        heading=words.of(row),
        lead=words("place.lead", n=numbers.number(str(len(figures)), words.language), m=len(happened)),
        facts=facts,
        careful=[words("agencies.never")] if len(figures) > 1 else [],
        tables=[*tables, *_events(happened, words)],
    )


def _figures(record: Record, rows: Iterable[Row], words: Words, caption: str, heading: str = "") -> list[Cells]:
    """A table of figures, or none if there are no rows; ``caption`` is a key of words."""
    told = [figure_row(record, row, words) for row in rows]
    key = told[0][0]["text"].lower() if told and heading else "figures"
    title = heading or words("nav.figures")
    named = f"{words(caption)}: {heading}" if heading else words(caption)
    return [table(words, named, FIGURE_COLUMNS, told, heading=title, id=key)] if told else []


def _events(rows: Iterable[Row], words: Words) -> list[Cells]:
    told = [
        [
            to(row["event_id"], row["event_id"], "events"),
            dates.when(row["date"], words) or words("date.none"),
            words.of(row, "title"),
            words.code("events", "status", row["status"]),
        ]
        for row in rows
    ]
    if not told:
        return []
    title = words("column.events")
    return [table(words, title, ("event", "date", "title", "status"), told, heading=title, id="events")]
