"""What the page of a figure shows."""

from __future__ import annotations

from typing import Any

from pages import sentences
from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages.model import Record, Row
from pages.model_sums import computation
from pages.words import Words

Cells = dict[str, Any]
BASES = (
    "area_basis",
    "legal_basis",
    "matter_basis",
    "purity_basis",
    "potential_basis",
    "eradication_mode",
    "condition",
)


def fact(label: str, text: str, href: str = "", *, lang: str = "", outside: bool = False) -> Cells:
    """A line of a list of facts; ``href`` is relative to the page."""
    return {"label": label, "text": text, "href": href, "lang": lang, "outside": outside, "links": []}


def to(key: str, text: str, folder: str, lang: str = "") -> Cells:
    """A cell that leads to the page of a row."""
    return {"href": f"{folder}/{key}.html", "text": text, "lang": lang}


def view(record: Record, row: Row, words: Words) -> Cells:
    """Return what fills ``figure.html``, less its chart, its citation and its address for errors."""
    key = row["figure_id"]
    before, after = record.neighbours[key]
    sentence = f"{sentences.figure(record, row, words)}."
    return {
        "id": key,
        "sentence": sentence,
        "told": sentence,
        "short": sentences.short(record, row, words),
        "amount": numbers.amount(row, words) or words("no_number"),
        "facts": _facts(record, row, words),
        "evidence": evidence(record, record.evidence_of(row), words),
        "careful": _careful(record, row, words),
        "corrections": [_correction(one, words) for one in record.rows("corrections", "figure_id", key)],
        "conflicts": _conflicts(record, key, words),
        "verdicts": [verdict(record, one, words) for one in record.rows("reconciliations", "claim_figure_id", key)],
        "vintages": vintages(record, row, words),
        "agencies": _agencies(record, row, words),
        "derivations": _derivations(record, key, words),
        "repeats": _repeats(record, row),
        "rests": _rests(record, key),
        "history": history(record, "figures", key, words),
        "series": row["series_id"],
        "before": before,
        "after": after,
    }


def _facts(record: Record, row: Row, words: Words) -> list[Cells]:
    up = "../"
    actor = words.of(record.row("actors", row["claimed_by"])) if row["claimed_by"] else words("nobody")
    indicator = record.row("indicators", row["indicator_id"])
    told = [
        fact(words("fact.indicator"), f"{words.of(indicator)}: {words.of(indicator, 'definition')}"),
        fact(words("fact.measure"), words.code("figures", "measure", row["measure"])),
    ]
    if row["qualifier"] not in ("", "exact", "ordinal"):
        bounds = numbers.value_range(row, words)
        hedge = words.code("figures", "qualifier", row["qualifier"])
        told.append(fact(words("fact.range"), f"{hedge}; {bounds}" if bounds else hedge))
    if row["place_id"]:
        place = record.row("places", row["place_id"])
        told.append(fact(words("fact.place"), words.of(place), f"{up}places/{row['place_id']}.html"))
    period = dates.when(row["period"], words) or words("period.none")
    basis = words.code("figures", "period_basis", row["period_basis"])
    told.append(fact(words("fact.period"), f"{period} ({basis})" if row["period"] else period))
    told.append(fact(words("fact.who"), actor))
    told.append(fact(words("fact.kind"), words.code("figures", "claim_type", row["claim_type"])))
    if row["series_id"]:
        series = record.row("series", row["series_id"])
        told.append(fact(words("fact.series"), words.of(series), f"{up}series/{row['series_id']}.html"))
    if row["event_id"]:
        event = record.row("events", row["event_id"])
        told.append(fact(words("fact.event"), words.of(event, "title"), f"{up}events/{row['event_id']}.html"))
    return told


def evidence(record: Record, place: Row, words: Words) -> Cells:
    """Return an evidence card: document, publisher, date, place in it, printed phrase, hash and address."""
    source = record.row("sources", place["source_id"])
    told = [
        fact(
            words("fact.document"), source["title"], f"../sources/{source['source_id']}.html", lang=source["language"]
        ),
        fact(words("fact.publisher"), sentences.document(source, words)),
        fact(words("fact.located"), located(place, words)),
    ]
    url = place["url"] or source["url"]
    told += [fact(words("fact.address"), url, url, outside=True)] if url.startswith(("https://", "http://")) else []
    return {
        "id": place["evidence_id"],
        "printed": place["printed"],
        "lang": source["language"],
        "facts": told,
        "hash": place["span_sha256"] or place["passage_sha256"],
        "text": place["locator_kind"] == "text_span",
    }


def located(place: Row, words: Words) -> str:
    """Return where in its document something stands, in words."""
    if place["locator_kind"] == "text_span":
        return words("located.text", **{name: place[name] for name in ("line", "start", "end")})
    kind = words.code("evidence", "locator_kind", place["locator_kind"])
    if place["passage_start"]:
        return words("located.passage", kind=kind, start=place["passage_start"], end=place["passage_end"])
    return kind


def _careful(record: Record, row: Row, words: Words) -> list[Any]:
    told: list[Any] = [words.code("figures", "usable_as", row["usable_as"])]
    if row["obs_status"] not in ("", "A"):
        told.append(words.code("figures", "obs_status", row["obs_status"]))
    told += [words.of(row, "note")] if words.of(row, "note") else []
    if row["series_id"]:
        told += bases(record.row("series", row["series_id"]), words)
    if row["figure_id"] in record.aside:
        told.append(words("careful.aside"))
    mention = record.mentions.get(row["figure_id"])
    if mention and not mention.newest:
        told.append(words("careful.older"))
    if row["same_as"]:
        told.append(to(row["same_as"], words("careful.same", id=row["same_as"]), "figures"))
    return [text[:1].upper() + text[1:] if isinstance(text, str) else text for text in told]


def bases(series: Row, words: Words) -> list[str]:
    """Return the bases of a series in words; those that do not apply are left out."""
    return [
        words("basis", name=words(f"basis.{name}"), told=words.code("series", name, series[name]))
        for name in BASES
        if series[name]
    ]


def _correction(row: Row, words: Words) -> str:
    return words(
        "correction",
        field=words.code("corrections", "field", row["field"]),
        printed=row["printed"],
        likely=row["likely"],
        status=words.code("corrections", "status", row["status"]),
        why=words.of(row, "reason"),
    )


def _conflicts(record: Record, key: str, words: Words) -> Cells | None:
    groups = [row["conflict_group"] for row in record.rows("conflicts", "figure_id", key)]
    rows = [row for group in groups for row in record.rows("conflicts", "conflict_group", group)]
    if not rows:
        return None
    told = []
    for row in rows:
        figure = record.row("figures", row["figure_id"])
        cause = words.code("conflicts", "cause", row["cause"])
        told.append(
            [
                to(row["figure_id"], row["figure_id"], "figures"),
                numbers.amount(figure, words),
                cause,
                words.of(row, "note"),
            ]
        )
    return {"columns": [words(f"column.{name}") for name in ("figure", "number", "cause", "note")], "rows": told}


def verdict(record: Record, row: Row, words: Words) -> Cells:
    """Return a verdict: in words first, then the official number, the difference, and why."""
    series = words.of(record.row("series", row["series_id"]))
    claim = record.row("figures", row["claim_figure_id"])
    when = words.code("reconciliations", "vintage", row["vintage"])
    parts = [words("verdict.held", when=when, series=series)]
    if row["official_value"] and claim["measure"] in ("level", "excess"):
        base = record.row("indicators", claim["indicator_id"])["base_unit_id"]
        parts.append(words("verdict.official", n=numbers.in_unit(row["official_value"], base, words)))
    return {
        "id": row["reconciliation_id"],
        "code": row["verdict"],
        "when": when,
        "series": series,
        "series_id": row["series_id"],
        "words": words.code("reconciliations", "verdict", row["verdict"]),
        "held": " ".join(parts),
        "why": words.of(row, "why"),
        "operands": [
            one["figure_id"]
            for one in record.rows("reconciliation_operands", "reconciliation_id", row["reconciliation_id"])
        ],
    }


def vintages(record: Record, row: Row, words: Words) -> Cells | None:
    """Return the numbers that a year had one after the other, where it had more than one."""
    mention = record.mentions.get(row["figure_id"])
    seen = record.chains[mention.chain] if mention else []
    if len(seen) < 2:
        return None
    told = []
    for one in seen:
        figure = record.row("figures", one.figure_id)
        source = record.source_of(figure)
        known = dates.when(source["published"], words) or words("date.none")
        sure = words("yes") if one.order_certain else words("no")
        told.append(
            [
                to(one.figure_id, one.figure_id, "figures"),
                numbers.amount(figure, words),
                known,
                source["publisher"],
                sure,
            ]
        )
    return {
        "columns": [words(f"column.{name}") for name in ("figure", "number", "published", "publisher", "order")],
        "rows": told,
    }


def _agencies(record: Record, row: Row, words: Words) -> Cells | None:
    mine = {"place_id": row["place_id"], "period": row["period"][:4]}
    if row["measure"] != "level" or not row["series_id"] or not row["period"]:
        return None
    told = []
    for one in record.newest_beside(row["indicator_id"], mine["place_id"], mine["period"]):
        if one["series_id"] != row["series_id"]:
            figure = record.row("figures", one["figure_id"])
            series = to(one["series_id"], words.of(record.row("series", one["series_id"])), "series")
            told.append([series, numbers.amount(figure, words), to(one["figure_id"], one["figure_id"], "figures")])
    return (
        {"columns": [words(f"column.{name}") for name in ("series", "number", "figure")], "rows": told}
        if told
        else None
    )


def _derivations(record: Record, key: str, words: Words) -> list[Cells]:
    mine = [row["derivation_id"] for row in record.rows("derivation_operands", "figure_id", key)]
    mine += [row["derivation_id"] for row in record.rows("derivations", "result_figure_id", key)]
    return [computation(record, record.row("derivations", one), words) for one in dict.fromkeys(mine)]


def _repeats(record: Record, row: Row) -> list[str]:
    first = row["same_as"] or row["figure_id"]
    keys = [one["figure_id"] for one in record.rows("figures", "same_as", first)]
    return [key for key in (first, *keys) if key != row["figure_id"]] if keys else []


def _rests(record: Record, key: str) -> list[str]:
    rows = record.rows("reconciliation_operands", "figure_id", key)
    claims = (record.row("reconciliations", row["reconciliation_id"])["claim_figure_id"] for row in rows)
    return list(dict.fromkeys(claims))


def history(record: Record, table: str, key: str, words: Words) -> Cells | None:
    """Return the values of a row that changed between releases, with the reason."""
    told = [
        [
            row["version"],
            row["column"],
            row["old"] or words("blank"),
            row["new"] or words("blank"),
            words.of(row, "reason"),
        ]
        for row in record.rows("changes", "key", key)
        if row["table"] == table
    ]
    names = ("version", "column", "old", "new", "reason")
    return {"columns": [words(f"column.{name}") for name in names], "rows": told} if told else None
