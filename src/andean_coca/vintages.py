"""Vintages of the official record: the same year's number as first published and as later revised.

The rules, each with a planted case in ``tests/test_vintages.py``:

1. A chain is one series, place and year (a flow of part of a year is a chain of its own).
2. A number that a chain has already seen, or that only rounds such a number, is a *mention*: a
   reprint of an old value never becomes the newest vintage, however late it is printed. Two numbers
   of official copies are the same only to the digit, or rounded to hundreds or more; a press report
   may round more freely, never by more than five percent.
3. A vintage is *known* from the latest day on which its first document can have appeared: a
   document of "2018" from 31 December 2018. A number of an undated document is never known.
4. Vintages are ordered by that day; where the days of two overlap, the order is not certain, and the
   one that official copies go on to print counts as the newer.
5. Hedged numbers ("over 23,900") are mentions of nothing and revise nothing.
6. A number that a single press report tells revises no number that an official copy had told by then,
   unless ``conflicts`` vouches for it as a revision.
7. A number that ``corrections`` calls a likely error of value, place or period is set aside, and so is
   one that ``conflicts`` explains by anything but a revision.
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
        step: what the last digit counts that is not a trailing zero, in the base unit.
        official_from: first day on which an official copy surely printed it; ``None`` if none did.
        reprinted: last day on which an official copy surely printed it.
        documents: addresses of the documents that print it.
        vouched: whether ``conflicts`` calls it a revision.
        dismissed: whether ``corrections`` or ``conflicts`` explain it away.
        order_certain: whether it was surely published after the vintage before it.
    """

    figure_id: str
    value: float
    low: float
    high: float
    known_from: date | None
    earliest: date | None
    mentions: list[str] = field(default_factory=list)
    step: float = 0
    official_from: date | None = None
    reprinted: date | None = None
    documents: set[str] = field(default_factory=set)
    vouched: bool = False
    dismissed: bool = False
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
    parted = {chain: _vintages(seen)[0] for chain, seen in numbers(tables).items()}
    return {chain: seen for chain, seen in parted.items() if seen}


def set_aside(tables: Mapping[str, Iterable[Row]]) -> dict[Chain, list[Vintage]]:
    """Return the numbers that rules 6 and 7 keep out of their chain."""
    aside = {chain: _vintages(seen)[1] for chain, seen in numbers(tables).items()}
    return {chain: left for chain, left in aside.items() if left}


def numbers(tables: Mapping[str, Iterable[Row]]) -> dict[Chain, list[Vintage]]:
    """Return every distinct number of every chain, in order of when it was surely published.

    Args:
        tables: rows by table name; ``figures``, ``evidence``, ``sources``, ``units`` ``indicators``,
            ``corrections`` and ``conflicts`` are read. Cells are text.
    """
    sources = {r["source_id"]: r for r in tables["sources"] if r["copy_kind"] != "original"}
    source = {r["evidence_id"]: sources[r["source_id"]] for r in tables["evidence"] if r["source_id"] in sources}
    factor = {r["unit_id"]: float(r["factor"] or 1) for r in tables["units"]}
    kind = {r["indicator_id"]: r["kind"] for r in tables["indicators"]}
    wrong = {r["figure_id"] for r in tables["corrections"] if r["field"] in ("value", "place_id", "period")}
    wrong |= {r["figure_id"] for r in tables["conflicts"] if r["cause"] not in ("record", "revision")}
    revised = {r["figure_id"] for r in tables["conflicts"] if r["cause"] == "revision"}
    printed: dict[Chain, list[Vintage]] = defaultdict(list)
    for figure in tables["figures"]:
        if figure["evidence_id"] not in source or not figure["series_id"] or figure["qualifier"] not in PRECISE:
            continue
        if figure["measure"] != "level" or not figure["period"]:
            continue
        document = source[figure["evidence_id"]]
        published = edtf.parse(document["published"]) if document["published"] else edtf.Span(None, None)
        bounds = rounding.interval(figure["value"], None, None, figure["qualifier"])
        number = (float(figure["value"]), *bounds)
        one = as_printed(figure["figure_id"], number, factor[figure["unit_id"]], published, document)
        one.vouched = figure["figure_id"] in revised
        one.dismissed = figure["figure_id"] in wrong
        printed[chain_of(figure, kind[figure["indicator_id"]])].append(one)
    return {chain: _distinct(mentions) for chain, mentions in sorted(printed.items())}


def known(vintages: list[Vintage], day: date) -> Vintage | None:
    """Return the vintage that was the newest on a day, or ``None`` if none was surely published."""
    return next((v for v in reversed(vintages) if v.known_from and v.known_from <= day), None)


def latest(vintages: list[Vintage]) -> Vintage:
    """Return the newest dated vintage of a chain; an undated one only if there is no other."""
    return next((v for v in reversed(vintages) if v.known_from), vintages[-1])


def parted(mentions: list[Vintage]) -> tuple[list[Vintage], list[Vintage]]:
    """The vintages of one chain out of all its numbers as printed, and those that rules 6 and 7 keep out."""
    return _vintages(_distinct(mentions))


def as_printed(
    figure_id: str, number: tuple[float, float, float], factor: float, published: edtf.Span, source: Row
) -> Vintage:
    """Return one printed number.

    Args:
        figure_id: where it stands in the record.
        number: value, and the bounds of what it stands for, in its own unit.
        factor: how many of the base unit that is.
        published: first and last day on which the source can have appeared.
        source: its ``copy_kind`` and ``url``.
    """
    value, low, high = number
    official = published.end if source["copy_kind"] != "press" else None
    return Vintage(
        figure_id,
        value * factor,
        low * factor,
        high * factor,
        published.end,
        published.start,
        [figure_id],
        # A converted number is as good as its own digits, and never a rounding of another.
        step=(high - low) if factor == 1 else 0,
        official_from=official or (date.max if source["copy_kind"] != "press" else None),
        reprinted=official,
        documents={source["url"]},
    )


def _distinct(mentions: list[Vintage]) -> list[Vintage]:
    never = date.max
    mentions.sort(key=lambda m: (m.known_from or never, m.earliest or never, m.high - m.low, m.figure_id))
    seen: list[Vintage] = []
    for mention in mentions:
        same = next((v for v in seen if v.value == mention.value and v.dismissed == mention.dismissed), None)
        same = same or next(
            (v for v in seen if not (v.dismissed or mention.dismissed) and _same_number(v, mention)), None
        )
        if same:
            _join(same, mention)
        else:
            seen.append(mention)
    return seen


def _join(seen: Vintage, mention: Vintage) -> None:
    """Take a mention into the number that it repeats; an official print gives it its digits."""
    if mention.official_from and not seen.official_from:
        seen.value, seen.low, seen.high, seen.step = mention.value, mention.low, mention.high, mention.step
    days = [d for d in (seen.official_from, mention.official_from) if d]
    seen.official_from = min(days) if days else None
    reprints = [d for d in (seen.reprinted, mention.reprinted) if d]
    seen.reprinted = max(reprints) if reprints else None
    seen.mentions += mention.mentions
    seen.documents |= mention.documents


def _vintages(seen: list[Vintage]) -> tuple[list[Vintage], list[Vintage]]:
    """Part the numbers of a chain into its vintages and those set aside."""
    vintages: list[Vintage] = []
    aside: list[Vintage] = []
    for number in seen:
        press = not (number.official_from or number.vouched) and len(number.documents) == 1
        late = press and any(_told_by(v, number.known_from) for v in vintages)
        (aside if number.dismissed or late else vintages).append(number)
    for i, (before, after) in enumerate(itertools.pairwise(vintages)):
        after.order_certain = bool(before.known_from and after.earliest and before.known_from < after.earliest)
        reprint = before.reprinted
        if (
            not after.order_certain
            and reprint
            and reprint > (after.known_from or date.min)
            and _outlives(before, after)
        ):
            vintages[i], vintages[i + 1] = after, before
            before.order_certain, after.order_certain = False, True
    return vintages, aside


def _told_by(number: Vintage, day: date | None) -> bool:
    """Whether an official copy had told a number by a day."""
    return bool(number.official_from and number.official_from <= (day or date.max))


def _outlives(before: Vintage, after: Vintage) -> bool:
    return bool(before.reprinted and (not after.reprinted or before.reprinted > after.reprinted))


def _same_number(old: Vintage, new: Vintage) -> bool:
    """Whether one of two printed numbers is the other, rounded or with digits cut off."""
    if not (old.step and new.step):
        # One of them is converted from another unit: they agree if their intervals do.
        return old.low <= new.value <= old.high or new.low <= old.value <= new.high
    coarse, fine = (old, new) if old.step > new.step else (new, old)
    share = coarse.step / coarse.value if coarse.value else 1
    official = old.official_from and new.official_from
    gap = fine.value - coarse.value
    near = coarse.value and abs(gap / coarse.value) <= 0.01
    if coarse.step == fine.step or (share > 0.05 and not near) or (official and coarse.step < 100):
        return False
    return abs(gap) < coarse.step / 2 or (0 < gap < coarse.step and share <= 0.01)
