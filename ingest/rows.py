"""Observations as rows of the tables, with ids that stay."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import quote

from andean_coca import edtf, tables
from checks.lexicon import HEDGES
from ingest import phrases
from ingest.mapping import Mapping, RejectedError, Row
from ingest.phrases import Phrase

UNITS = {"hectares": "U-0001", "acres": "U-0002", "metric tons": "U-0003"}
CLAIM_TYPES = {
    "estimate": "estimate",
    "count": "observed",
    "target": "target",
    "limit": "limit",
    "benchmark": "benchmark",
}
DOCUMENT_TYPES = {
    "official_text": "official_publication",
    "official_via_repo": "official_publication",
    "transcription": "transcription",
    "press": "press_report",
}
# What makes two rows of a table the same thing, so that it keeps its id.
_IDENTITY = {
    "sources": ("title", "publisher", "published", "url"),
    "evidence": ("source_id", "url", "passage_sha256", "passage_start", "printed"),
    "figures": ("evidence_id", "indicator_id", "series_id", "measure", "place_id", "period"),
}
_PREFIX = {"sources": "S", "evidence": "E", "figures": "F"}


@dataclass(slots=True)
class Observation:
    """A raw row, its physical line, the digest that names it, and its phrase once found."""

    row: Row
    line: int
    digest: str
    phrase: Phrase | None = None

    @property
    def value(self) -> str | None:
        """The value as the tables write numbers, or ``None`` if it is none."""
        try:
            number = Decimal(self.row["value"])
        except InvalidOperation:
            return None
        return f"{number.normalize():f}" if number.is_finite() else None


@dataclass(slots=True)
class Landing:
    """The three tables that take observations, as they grow."""

    root: Path
    headers: dict[str, list[str]]
    rows: dict[str, list[Row]]
    series: dict[str, Row]
    years: dict[tuple[str, str], str] = field(default_factory=dict)  # that each passage prints
    known: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=dict)
    landed: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, root: Path) -> Landing:
        """Read the tables below a package folder."""
        headers, rows = {}, {}
        for name in _IDENTITY:
            headers[name], rows[name] = tables.read_file(root / "data" / f"{name}.csv")
        series = {r["series_id"]: r for r in tables.read_file(root / "data" / "series.csv")[1]}
        landing = cls(root, headers, rows, series)
        for row in tables.read_file(root / "data" / "passages.csv")[1]:
            landing.years[row["source_id"], row["passage_sha256"]] = row["years"]
        for name, columns in _IDENTITY.items():
            landing.known[name] = {tuple(r[c] for c in columns): r for r in rows[name]}
        return landing

    def add(self, observation: Observation, mapping: Mapping) -> None:
        """Land one observation.

        Raises:
            RejectedError: something of it is unmapped, or its number does not stand in its passage.
        """
        raw = observation.row
        if observation.value is None:
            raise RejectedError("value_is_no_number", raw["value"][:40])
        if raw["ref_year"] and not re.fullmatch(r"[12]\d{3}", raw["ref_year"]):
            raise RejectedError("year_is_no_year", raw["ref_year"][:40])
        document = mapping.document(raw)
        exception = mapping.exceptions.get(observation.digest, {})
        place = exception.get("place_id") or mapping.place(raw)
        series_id = exception.get("series_id") or mapping.series_of(raw)
        if series_id not in self.series:
            raise RejectedError("unknown_series", series_id)
        series = self.series[series_id]
        unit = exception.get("unit_id") or UNITS.get(raw["unit"])
        if "reject" in exception:
            raise RejectedError(exception["reject"], "listed in exceptions.csv")
        if unit is None:
            raise RejectedError("unmapped_unit", raw["unit"])
        phrase = phrases.at(raw["excerpt"], exception["phrase"]) if "phrase" in exception else observation.phrase
        if phrase is None:
            raise RejectedError("number_not_in_passage", raw["value"])
        source = self._keep("sources", _source_row(document))
        evidence = self._keep("evidence", _evidence_row(raw, phrase, source))
        self.years[source["source_id"], evidence["passage_sha256"]] = " ".join(sorted(set(_years(raw["excerpt"]))))
        figure = _figure_row({**raw, "value": observation.value}, phrase, document, series, exception)
        figure |= {"evidence_id": evidence["evidence_id"], "place_id": place, "unit_id": unit}
        self.landed.add(self._keep("figures", figure)["figure_id"])

    def _keep(self, table: str, row: Row) -> Row:
        """Take a row in: under its old id if the tables know it, else under the next new one."""
        identity = tuple(row.get(c, "") for c in _IDENTITY[table])
        key = self.headers[table][0]
        old = self.known[table].get(identity)
        if old is not None:
            old.update(row)
            return old
        row[key] = tables.next_id(self.root / "data", table, _PREFIX[table], (r[key] for r in self.rows[table]))
        self.rows[table].append(row)
        self.known[table][identity] = row
        return row

    def left_over(self) -> list[str]:
        """Return the ids of official figures that no observation of this file is."""
        texts = {r["evidence_id"] for r in self.rows["evidence"] if r["locator_kind"] == "text_span"}
        official = (r["figure_id"] for r in self.rows["figures"] if r["evidence_id"] not in texts)
        return [key for key in official if key not in self.landed]

    def write(self) -> None:
        """Link later mentions to first ones, then write the tables in canonical form."""
        self._link_mentions()
        for name, rows in self.rows.items():
            tables.write_file(self.root / "data" / f"{name}.csv", self.headers[name], rows, [self.headers[name][0]])
        self._write_passages()
        self._write_speakers()

    def _write_passages(self) -> None:
        """Write each passage with the years that it prints and the number of rows of evidence in it."""
        key = ("source_id", "passage_sha256")
        taken = Counter((r["source_id"], r["passage_sha256"]) for r in self.rows["evidence"] if r["passage_sha256"])
        rows = [
            {**dict(zip(key, passage, strict=True)), "numbers": str(number), "years": self.years[passage]}
            for passage, number in taken.items()
        ]
        tables.write_file(self.root / "data" / "passages.csv", [*key, "numbers", "years"], rows, key)

    def _write_speakers(self) -> None:
        """Add the bodies that the documents of the record speak for."""
        path = self.root / "data" / "speakers.csv"
        header, rows = tables.read_file(path)
        known = {(r["source_id"], r["actor_id"]) for r in rows}
        places = {r["evidence_id"]: r for r in self.rows["evidence"] if r["locator_kind"] != "text_span"}
        spoken = (
            (places[r["evidence_id"]]["source_id"], r["claimed_by"])
            for r in self.rows["figures"]
            if r["evidence_id"] in places
        )
        new = sorted(set(spoken) - known)
        rows += [{"source_id": source, "actor_id": actor, "role": "body"} for source, actor in new]
        tables.write_file(path, header, rows, header[:2])

    def _link_mentions(self) -> None:
        """Point each later mention of a published number to its first mention.

        The first is the one whose latest possible day of publication is the earliest; undated
        documents come last.
        """
        published = {r["source_id"]: _last_day(r["published"]) for r in self.rows["sources"]}
        source = {r["evidence_id"]: r["source_id"] for r in self.rows["evidence"] if r["locator_kind"] != "text_span"}
        first: dict[tuple[str, ...], str] = {}
        official = [r for r in self.rows["figures"] if r["evidence_id"] in source]
        for row in sorted(official, key=lambda r: (published[source[r["evidence_id"]]], r["figure_id"])):
            number = tuple(
                row.get(c, "") for c in ("series_id", "measure", "place_id", "period", "value", "qualifier", "unit_id")
            )
            mention = first.setdefault(number, row["figure_id"])
            row["same_as"] = "" if mention == row["figure_id"] else mention


def _last_day(published: str) -> str:
    end = edtf.parse(published).end if published else None
    return str(end) if end else "9999-12-31"


def _source_row(document: Row) -> Row:
    names = (
        "title",
        "publisher",
        "author",
        "published",
        "published_basis",
        "language",
        "url",
        "rights",
        "redistribution",
    )
    row = {name: document[name] for name in (*names, "copy_kind")}
    return row | {"url": _ascii(document["url"]), "document_type": DOCUMENT_TYPES[document["copy_kind"]]}


def _ascii(address: str) -> str:
    """An address in ASCII, as browsers send it; what is encoded already stays."""
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def _evidence_row(raw: Row, phrase: Phrase, source: Row) -> Row:
    # A passage of words reads as one; a row of numbers is a table.
    letters = sum(c.isalpha() for c in raw["excerpt"])
    digits = sum(c.isdigit() for c in raw["excerpt"])
    return {
        "source_id": source["source_id"],
        "locator_kind": "passage" if letters > 2 * digits else "table_cell",
        "printed": phrase.printed,
        "url": _ascii(raw["url"]),
        "number_form": phrase.form,
        "passage_sha256": hashlib.sha256(raw["excerpt"].encode()).hexdigest(),
        "passage_start": str(phrase.start),
        "passage_end": str(phrase.start + len(phrase.printed)),
    }


def _figure_row(raw: Row, phrase: Phrase, document: Row, series: Row, exception: dict[str, str]) -> Row:
    qualifier = HEDGES[phrase.hedge] if phrase.hedge else "exact"
    claim_type = CLAIM_TYPES[series["kind"]]
    period, basis = _period(raw, document, claim_type, exception)
    span = edtf.parse(period) if period else edtf.Span(None, None)
    value = raw["value"]
    return {
        "indicator_id": series["indicator_id"],
        "measure": "level",
        "series_id": series["series_id"],
        "claimed_by": document["claimed_by"],
        "claim_type": claim_type,
        "period": period,
        "period_start": str(span.start or ""),
        "period_end": str(span.end or ""),
        "period_basis": basis,
        "value": value,
        "value_low": value if qualifier in ("at_least", "more_than") else "",
        "value_high": value if qualifier in ("at_most", "less_than", "nearly") else "",
        "qualifier": qualifier,
        "obs_status": "A",
        "usable_as": _usable_as(series, claim_type, qualifier, document["copy_kind"]),
        "note_en": exception.get("note_en", ""),
        "note_es": exception.get("note_es", ""),
    }


def _years(passage: str) -> list[str]:
    return re.findall(r"(?<!\d)[12]\d{3}(?!\d)", passage)


def _period(raw: Row, document: Row, claim_type: str, exception: dict[str, str]) -> tuple[str, str]:
    """The period and its basis; a year that had not ended when it was told ends with the document."""
    printed = _years(raw["excerpt"])
    if "period" in exception:
        return exception["period"], "stated" if exception["period"][:4] in printed else "external"
    year = raw["ref_year"]
    if not year:
        return "", "not_stated"
    published = document["published"]
    told = edtf.parse(published).end if published else None
    if claim_type in ("observed", "estimate") and told and f"{year}-01-01" <= str(told) < f"{year}-12-31":
        return f"{year}-01-01/{published.rstrip('?')}", "bounded"
    return year, "stated" if year in printed else "external"


def _usable_as(series: Row, claim_type: str, qualifier: str, copy_kind: str) -> str:
    bases = [series[c] for c in series if c.endswith("_basis") or c == "eradication_mode"]
    measured = claim_type in ("observed", "estimate") and qualifier in ("exact", "approx", "range")
    official = copy_kind in ("official_text", "official_via_repo")
    # The rule USE001 says the same in SQL and holds every row against it.
    return "measurement" if measured and official and "unspecified" not in bases else "reported_claim"
