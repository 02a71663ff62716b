"""What a printed number phrase says: numbers, hedge, unit and direction, read again from the print.

This is the second entry of the record's double entry: a figure holds what a person read, its
evidence holds what is printed, and the two must agree. A phrase can have several readings
("25-year high" is 25 years and a first rank); one of them has to be the figure's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS_SMALL = (
    "nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS: dict[str, float] = {
    **{word: float(number) for number, word in enumerate(_UNITS_SMALL)},
    **{word: 10.0 * number for number, word in enumerate(_TENS, 2)},
    "zero": 0.0,
    "only": 1.0,
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
MULTIPLES = {"doubled": 2, "tripled": 3, "quadrupled": 4, "quintupled": 5, "sextupled": 6, "septupled": 7}

# Hedges stand before the number they hedge; the longest is tried first.
HEDGES = {
    "at least": "at_least",
    "no fewer than": "at_least",
    "more than": "more_than",
    "up to": "at_most",
    "as much as": "at_most",
    "within": "at_most",
    "less than": "less_than",
    "under": "less_than",
    "nearly": "nearly",
    "almost": "nearly",
    "about": "approx",
    "around": "approx",
    "roughly": "approx",
    "some": "approx",
}
# Vague plurals carry the least number that they allow; quantifiers with a fixed meaning a share.
VAGUE = {
    r"a few hundred": (200.0, "at_least", None),
    r"hundreds": (200.0, "at_least", None),
    r"multi-?million": (1e6, "more_than", None),
    r"multi-?billion": (1e9, "more_than", None),
    r"multi-ton": (1.0, "more_than", "t"),
    r"most|mostly": (50.0, "more_than", "%"),
    r"all|full|fully": (100.0, "exact", "%"),
}
RANKS = r"biggest|largest|top|high(?:est)?|first time|record(?:-breaking)?"
UNIT_WORDS = {
    "/a": "times a year",
    "har": "hectares?|ha",
    "acre": "acres?",
    "t": "metric tons?|tonnes?|tons?",
    "%": "percent|per cent|%",
    "a": "years?",
    "mo": "months?",
    "decade": "decades?",
    "USD": "dollars?",
    "occurrence": "times",
    "1": "times",
    "person": "women|men|people|policemen|police|students|citizens|candidates?|dead|members?",
    "sack": "sacks?",
    "route": "routes?",
}
DIRECTIONS = {
    "decrease": r"reduced|cut|down|drop\w*|decreas\w*|fell|fall\w*|used to be|disrupting|lower",
    "stable": r"minimal impact|hovered|unchanged|stalled",
    "increase": (
        r"soar\w*|spik\w*|rise|risen|rose|grow\w*|increas\w*|surge|more|expand\w*|going up|adding|"
        r"improved|higher|\w+upled"
    ),
}
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
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


def readings(printed: str) -> list[Reading]:
    """Return every reading of an English number phrase; none if it holds no number."""
    text = _NOT_A_NUMBER.sub(" ", printed.lower().replace("\u2019", "'"))
    found = _vague(text)
    if not found:
        numbers, units = _numbers(text), _units(text)
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
    for words, (number, qualifier, unit) in VAGUE.items():
        if re.search(rf"\b(?:{words})\b", text):
            return [Reading(*_bounds([number], qualifier), u) for u in ([unit] if unit else _units(text) or [None])]
    return []


def _numbers(text: str) -> list[float]:
    numbers = [float(n.replace(",", "")) for n in _NUMBER.findall(text)]
    total: float | None = None
    for word in re.findall(r"[a-z]+", _NUMBER.sub(" ", text)):
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
    words = "|".join(sorted(HEDGES, key=len, reverse=True))
    match = re.match(rf"(?:.*\b)?({words})\b", text)
    return [HEDGES[match.group(1)] if match else "exact"]


def _bounds(numbers: list[float], qualifier: str) -> tuple[float | None, float | None, float | None, str]:
    if qualifier == "range":
        return None, numbers[0], numbers[1], qualifier
    number = numbers[0]
    low = number if qualifier in ("at_least", "more_than") else None
    high = number if qualifier in ("at_most", "less_than", "nearly") else None
    return number, low, high, qualifier


def _units(text: str) -> list[str | None]:
    """Codes of the unit that the phrase prints; the first words that fit in ``UNIT_WORDS`` decide."""
    for words in UNIT_WORDS.values():
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", text):
            return [code for code, other in UNIT_WORDS.items() if other == words]
    return []
