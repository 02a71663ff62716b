"""What a printed number phrase says: numbers, hedge, unit and direction, read again from the print.

This is the second entry of the record's double entry: a figure holds what a person read, its
evidence holds what is printed, and the two must agree. A phrase can have several readings
("25-year high" is 25 years and a first rank); one of them has to be the figure's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.lexicon import DIRECTIONS, FORMS, HEDGES, MULTIPLES, RANKS, SCALES, UNIT_WORDS, VAGUE, WORDS

_HEDGE = re.compile(rf"\b(?:{'|'.join(sorted(HEDGES, key=len, reverse=True))})\b")
_FIRST_NUMBER = re.compile(rf"\d|\b(?:{'|'.join([*WORDS, *MULTIPLES])})\b")
# "One of the top producers" names no number and no rank.
_NOT_A_NUMBER = re.compile(r"\bone of\b.*")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a phrase: number or bounds, hedge, and unit code (``None``: not printed)."""

    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str | None


def number(text: str, form: str) -> float:
    """Return the number that digits in one of the ``FORMS`` stand for."""
    _, drop, point = FORMS[form]
    if form == "scaled_es":
        thousands, _, rest = text.partition(" mil")
        return float(thousands) * 1000 + float(rest or 0)
    if form == "footnote_digit":
        return float(text[:-1])
    for mark in drop:
        text = text.replace(mark, "")
    return float(text.replace(point, ".") if point else text)


def readings(printed: str, form: str = "en") -> list[Reading]:
    """Return every reading of a number phrase; none if it holds no number.

    ``form`` is one of the ``FORMS``: "1.564" is 1.564 in English and 1,564 in Spanish.
    """
    text = _NOT_A_NUMBER.sub(" ", printed.lower().replace("\u2019", "'"))
    found = _vague(text)
    if not found:
        numbers, units = _numbers(text, form), _units(text)
        found = [
            Reading(*_bounds(numbers, qualifier), unit)
            for qualifier in _hedge(text, numbers)
            for unit in units or [None]
        ]
    multiple = next((n for word, n in MULTIPLES.items() if word in text), None)
    if multiple:
        qualifier = _hedge(text, [float(multiple)])[0]
        found.append(Reading(*_bounds([float(multiple)], qualifier), "1"))
    if re.search(rf"\b(?:{RANKS})\b", text):
        found.append(Reading(1.0, None, None, "ordinal", "rank"))
    return found


def direction(printed: str) -> str | None:
    """Return the direction of change that a phrase words, or ``None``."""
    text = printed.lower()
    return next((name for name, words in DIRECTIONS.items() if re.search(rf"\b(?:{words})\b", text)), None)


def _vague(text: str) -> list[Reading]:
    for words, (least, qualifier, unit) in VAGUE.items():
        if re.search(rf"\b(?:{words})\b", text):
            return [Reading(*_bounds([least], qualifier), u) for u in ([unit] if unit else _units(text) or [None])]
    return []


def _numbers(text: str, form: str) -> list[float]:
    pattern = re.compile(FORMS[form][0])
    numbers = [number(n, form) for n in pattern.findall(text)]
    if form != "en":
        return numbers
    total: float | None = None
    for word in re.findall(r"[a-z]+", pattern.sub(" ", text)):
        if word in WORDS:
            numbers.append(WORDS[word])
            total = WORDS[word]
        elif word in SCALES and total is not None:
            numbers[-1] = numbers[-1] * SCALES[word]
        else:
            total = None
    return numbers


def _hedge(text: str, numbers: list[float]) -> list[str]:
    """The hedges that the phrase prints; none printed is exact, two numbers are a range."""
    if not numbers:
        return []
    if len(numbers) == 2 and re.search(r"\bor\b|\bto\b|-", text):
        return ["range"]
    if len(numbers) > 1:
        return []
    before = _FIRST_NUMBER.split(text, maxsplit=1)[0]
    match = _HEDGE.search(before)
    return [HEDGES[match.group()] if match else "exact"]


def _bounds(numbers: list[float], qualifier: str) -> tuple[float | None, float | None, float | None, str]:
    if qualifier == "range":
        return None, numbers[0], numbers[1], qualifier
    first = numbers[0]
    low = first if qualifier in ("at_least", "more_than") else None
    high = first if qualifier in ("at_most", "less_than", "nearly") else None
    return first, low, high, qualifier


def _units(text: str) -> list[str | None]:
    """Codes of the unit that the phrase prints; the first words that fit in ``UNIT_WORDS`` decide."""
    for words, codes in UNIT_WORDS:
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", text):
            return list(codes)
    return []
