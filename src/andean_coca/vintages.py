"""Vintages of the official record: the same year's number as first published and as later revised.

The rules, each with a planted case in ``tests/test_vintages.py``:

1. A chain is one series, place and year (a flow of part of a year is a chain of its own).
2. A number that a chain has already seen, or that only rounds such a number, is a *mention*: a
   reprint of an old value never becomes the newest vintage, however late it is printed.
3. A vintage is *known* from the latest day on which its first document can have appeared: a
   document of "2018" from 31 December 2018. A number of an undated document is never known.
4. Vintages are ordered by that day; where the days of two overlap, the order is not certain.
5. Hedged numbers ("over 23,900") are mentions of nothing and revise nothing.
6. A number that a single press report tells, and no official copy, revises nothing: it is set aside
   if an official copy or two reports had told another number by then.
7. A number that ``corrections`` calls a likely error of value, place or period is set aside.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from andean_coca import edtf, rounding

Row = Mapping[str, str]
Chain = tuple[str, str, str]
PRECISE = frozenset({"exact", "approx"})


@dataclass(slots=True)
class Vintage:
    """One value of a chain.

    Attributes:
        figure_id: the figure that printed it first.
        value: in the base unit of the indicator (hectares, metric tons).
        known_from: first day on which it was surely published; ``None`` if never dated.
        earliest: first day on which it can have been published.
        mentions: ids of all figures that print it, the first one included.
        documents: ids of the documents that print it.
        official: whether one of them is a copy of the agency's own text or table.
        corrected: whether it is a likely error of its source.
        order_certain: whether it was surely published after the vintage before it.
    """

    figure_id: str
    value: float
    low: float
    high: float
    known_from: date | None
    earliest: date | None
    mentions: list[str] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    official: bool = False
    corrected: bool = False
    order_certain: bool = True


def chain_of(figure: Row, kind: str) -> Chain:
    """Return the chain of a figure; ``kind`` is that of its indicator (a stock has one number a year)."""
    period = figure["period"]
    if kind == "stock" and figure["period_end"]:
        period = figure["period_end"][:4]
    return figure["series_id"], figure["place_id"], period


def chains(tables: Mapping[str, Iterable[Row]]) -> dict[Chain, list[Vintage]]:
    """Return the vintages of every chain of the official record, oldest first, undated ones last.

    Args and rules as of ``numbers``, less what rule 6 sets aside.
    """
    return {chain: _vintages(seen)[0] for chain, seen in numbers(tables).items()}


def set_aside(tables: Mapping[str, Iterable[Row]]) -> dict[Chain, list[Vintage]]:
    """Return the numbers that rules 6 and 7 keep out of their chain."""
    aside = {chain: _vintages(seen)[1] for chain, seen in numbers(tables).items()}
    return {chain: left for chain, left in aside.items() if left}


def numbers(tables: Mapping[str, Iterable[Row]]) -> dict[Chain, list[Vintage]]:
    """Return every distinct number of every chain, in order of when it was surely published.

    Args:
        tables: rows by table name; ``figures``, ``evidence``, ``sources``, ``units`` ``indicators``
            and ``corrections`` are read. Cells are text.
    """
    sources = {r["source_id"]: r for r in tables["sources"] if r["copy_kind"] != "original"}
    source = {r["evidence_id"]: sources[r["source_id"]] for r in tables["evidence"] if r["source_id"] in sources}
    factor = {r["unit_id"]: float(r["factor"] or 1) for r in tables["units"]}
    kind = {r["indicator_id"]: r["kind"] for r in tables["indicators"]}
    wrong = {r["figure_id"] for r in tables["corrections"] if r["field"] in ("value", "place_id", "period")}
    printed: dict[Chain, list[Vintage]] = defaultdict(list)
    for figure in tables["figures"]:
        if figure["evidence_id"] not in source or not figure["series_id"] or figure["qualifier"] not in PRECISE:
            continue
        if figure["measure"] != "level" or not figure["period"]:
            continue
        one = _as_printed(figure, source[figure["evidence_id"]], factor[figure["unit_id"]])
        one.corrected = figure["figure_id"] in wrong
        printed[chain_of(figure, kind[figure["indicator_id"]])].append(one)
    return {chain: _distinct(mentions) for chain, mentions in sorted(printed.items())}


def known(vintages: list[Vintage], day: date) -> Vintage | None:
    """Return the vintage that was the newest on a day, or ``None`` if none was surely published."""
    return next((v for v in reversed(vintages) if v.known_from and v.known_from <= day), None)


def latest(vintages: list[Vintage]) -> Vintage:
    """Return the newest dated vintage of a chain; an undated one only if there is no other."""
    return next((v for v in reversed(vintages) if v.known_from), vintages[-1])


def _as_printed(figure: Row, source: Row, factor: float) -> Vintage:
    low, high = rounding.interval(figure["value"], None, None, figure["qualifier"])
    span = edtf.parse(source["published"]) if source["published"] else edtf.Span(None, None)
    key = figure["figure_id"]
    official, document = source["copy_kind"] != "press", {source["source_id"]}
    value = float(figure["value"]) * factor
    return Vintage(key, value, low * factor, high * factor, span.end, span.start, [key], document, official)


def _distinct(mentions: list[Vintage]) -> list[Vintage]:
    never = date.max
    mentions.sort(key=lambda m: (m.known_from or never, m.earliest or never, m.high - m.low, m.figure_id))
    seen: list[Vintage] = []
    for mention in mentions:
        same = next((v for v in seen if _same_number(v, mention)), None)
        if same:
            same.mentions += mention.mentions
            same.documents |= mention.documents
            same.official = same.official or mention.official
        else:
            seen.append(mention)
    return seen


def _solid(number: Vintage) -> bool:
    return number.official or len(number.documents) > 1


def _vintages(seen: list[Vintage]) -> tuple[list[Vintage], list[Vintage]]:
    """Part the numbers of a chain into its vintages and those set aside."""
    vintages: list[Vintage] = []
    aside: list[Vintage] = []
    for number in seen:
        late = not _solid(number) and any(_solid(v) and v.known_from for v in vintages)
        (aside if number.corrected or late else vintages).append(number)
    if not vintages:
        vintages, aside = aside, []
    for before, after in itertools.pairwise(vintages):
        after.order_certain = bool(before.known_from and after.earliest and before.known_from < after.earliest)
    return vintages, aside


def _same_number(old: Vintage, new: Vintage) -> bool:
    """Whether one of two printed numbers is the other, rounded or with digits cut off."""
    if old.low <= new.value <= old.high or new.low <= old.value <= new.high:
        return True
    coarse, fine = (old, new) if old.high - old.low > new.high - new.low else (new, old)
    return 0 <= fine.value - coarse.value < coarse.high - coarse.low
