"""Where in a passage the number of an observation stands, and how it is printed there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.lexicon import FORMS, HEDGES, UNIT_WORDS
from checks.printed import number

# Forms in which a bare number may stand; the first that gives the value decides.
_TRIED = ("en", "es", "plain", "scaled_es", "space", "pdf_space", "footnote_digit")
_ORDER = {name: rank for rank, name in enumerate(_TRIED)}
_HEDGES = "|".join(sorted(HEDGES, key=len, reverse=True))
_BEFORE = re.compile(rf"(?<![\w])(?:{_HEDGES})\s$", re.IGNORECASE)
_AFTER = re.compile(rf"\s?(?:{'|'.join(words for words, _ in UNIT_WORDS[1:5])})(?![^\W\d_])", re.IGNORECASE)
_CELLS = re.compile(r'[^",\d]+(?:,(?:"[\d,.-]*"|[\d.-]*)){3,}')
LONGEST, MOST_WORDS = 60, 8


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number phrase in a passage: first code point, text as printed, number form, hedge words before it."""

    start: int
    printed: str
    form: str
    hedge: str


def find(passage: str, values: Sequence[float]) -> list[Phrase | None]:
    """Return the phrase of each value, for observations of one passage in order of their year.

    Values of a table row stand in the order of their columns: each is looked for after the one
    before it, if all can be found so; otherwise each takes its first occurrence.
    """
    spots = [occurrences(passage, value) for value in values]
    chosen: list[tuple[int, int, str] | None] = []
    after = -1
    for found in spots:
        spot = next((s for s in found if s[0] > after), None)
        chosen.append(spot)
        after = spot[1] - 1 if spot else after
    if None in chosen:
        chosen = [found[0] if found else None for found in spots]
    return [_phrase(passage, spot) if spot else None for spot in chosen]


def at(passage: str, place: str) -> Phrase:
    """Return the phrase at a place that an exception names: ``start-end form``, code points, end exclusive."""
    span, _, form = place.partition(" ")
    start, _, end = span.partition("-")
    return _phrase(passage, (int(start), int(end), form))


def occurrences(passage: str, value: float) -> list[tuple[int, int, str]]:
    """Return (start, end, form) of every place at which a passage prints a value, in the best form that does."""
    if _CELLS.fullmatch(passage):
        return _cells(passage, value)
    for form in _TRIED:
        pattern = re.compile(rf"(?<!\d)(?<!\d[.,])(?:{FORMS[form][0]})(?!\d)(?![.,]\d)")
        found = [(m.start(), m.end(), form) for m in pattern.finditer(passage) if number(m.group(), form) == value]
        if form == "footnote_digit":
            found = [f for f in found if re.match(r" ?mt\b", passage[f[1] :])]
        if found:
            return found
    return []


def _cells(passage: str, value: float) -> list[tuple[int, int, str]]:
    """Places of a value among the cells of a line of CSV, where a comma parts cells unless it is quoted."""
    found = []
    for match in re.finditer(r'"([^"]*)"|([^,]+)', passage):
        group = 1 if match.group(1) is not None else 2
        text, form = match.group(group), "en" if group == 1 else "plain"
        if re.fullmatch(FORMS[form][0], text) and number(text, form) == value:
            found.append((match.start(group), match.end(group), form))
    return found


def _phrase(passage: str, spot: tuple[int, int, str]) -> Phrase:
    """Widen a number to its hedge and unit, as far as they stand right beside it."""
    start, end, form = spot
    before = _BEFORE.search(passage[:start])
    begin = before.start() if before else start
    after = _AFTER.match(passage[end:])
    stop = end + after.end() if after else end
    printed = passage[begin:stop]
    if len(printed) > LONGEST or len(printed.split()) > MOST_WORDS or not printed.isprintable():
        begin, printed = start, passage[start:end]
        before = None
    return Phrase(
        begin,
        printed,
        "plain" if form == "en" and printed.isdigit() else form,
        before.group().strip().lower() if before else "",
    )
