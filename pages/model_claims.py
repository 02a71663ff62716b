"""What the pages of claims and of revisions show."""

from __future__ import annotations

import itertools
from typing import Any

from andean_coca.record import number as written
from pages import sentences
from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages.model import Record, Row
from pages.model_figure import to, verdict
from pages.model_lists import table
from pages.words import Words

Cells = dict[str, Any]


def claims(record: Record, words: Words) -> Cells:
    """Return every claim that a series speaks to, by the report that makes it, with its verdicts."""
    figures = dict.fromkeys(row["claim_figure_id"] for row in record.tables["reconciliations"])
    rows = [record.row("figures", key) for key in figures]
    rows.sort(key=lambda row: (record.source_of(row)["published"], row["figure_id"]))
    reports = [
        _report(record, record.row("sources", source), list(some), words)
        for source, some in itertools.groupby(rows, lambda row: record.source_of(row)["source_id"])
    ]
    counts: dict[str, int] = {}
    for row in record.tables["reconciliations"]:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    told = [
        [{"text": words.code("reconciliations", "verdict", code), "lang": words.language}, code, str(n)]
        for code, n in sorted(counts.items(), key=lambda item: -item[1])
    ]
    return {
        "title": words("claims.title"),
        "lead": words("claims.lead", n=len(figures), m=len(reports)),
        "reports": reports,
        "summary": table(words, words("claims.summary"), ("verdict", "code", "count"), told, numeric=(2,)),
    }


def _report(record: Record, source: Row, rows: list[Row], words: Words) -> Cells:
    return {
        "id": source["source_id"],
        "title": source["title"],
        "lang": source["language"],
        "told": sentences.document(source, words),
        "claims": [_claim(record, row, words) for row in rows],
    }


def _claim(record: Record, row: Row, words: Words) -> Cells:
    """A claim with what it is held against, one line a series: then, and since."""
    found = [verdict(record, one, words) for one in record.rows("reconciliations", "claim_figure_id", row["figure_id"])]
    series = []
    for key, pair in itertools.groupby(found, lambda one: str(one["series_id"])):
        series.append({"id": key, "label": words.of(record.row("series", key)), "verdicts": _joined(list(pair), words)})
    evidence = record.evidence_of(row)
    return {
        "id": row["figure_id"],
        "sentence": f"{sentences.figure(record, row, words)}.",
        "printed": evidence["printed"],
        "lang": record.source_of(row)["language"],
        "series": series,
    }


def _joined(verdicts: list[Cells], words: Words) -> list[Cells]:
    """One verdict for then and now where nothing differs between them."""
    same = ("code", "why", "operands")
    if len(verdicts) == 2 and all(verdicts[0][name] == verdicts[1][name] for name in same):
        return [verdicts[0] | {"when": words("verdict.both")}]
    return verdicts


def revisions(record: Record, words: Words) -> list[Cells]:
    """Return the steps of revised numbers, a table for each series."""
    made = []
    for key, some in itertools.groupby(record.revisions, lambda row: row["series_id"]):
        series = record.row("series", key)
        unit = record.row("indicators", series["indicator_id"])["base_unit_id"]
        rows = [_step(record, row, unit, words) for row in some]
        names = ("figure", "place", "period", "before", "after", "change", "known")
        label = words.of(series)
        told = table(
            words, words("revisions.caption", series=label), names, rows, heading=label, id=key, numeric=(3, 4, 5)
        )
        made.append(told | {"series": key})
    return made


def _step(record: Record, row: Row, unit: str, words: Words) -> list[Any]:
    source = record.source_of(record.row("figures", row["figure_id"]))
    sure = "" if row["order_certain"] == "yes" else f" ({words('revisions.unsure')})"
    before, after = float(row["previous_value"]), float(row["value"])
    # From the values: the reader's two decimals, rounded again, can be a tenth off.
    change = numbers.rounded(100 * (after - before) / before if before else 0, 1, words.language)
    return [
        to(row["figure_id"], row["figure_id"], "figures"),
        to(row["place_id"], words.of(record.row("places", row["place_id"])), "places"),
        dates.when(row["period"], words),
        numbers.number(row["previous_value"], words.language),
        numbers.in_unit(written(float(row["value"])), unit, words),
        words("percent", n=change if change.startswith("\u2212") else f"+{change}"),
        f"{sentences.document(source, words)}{sure}",
    ]
