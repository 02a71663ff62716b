"""The words of the charts in a language, and its way to write numbers and dates."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from andean_coca import tables

FILE = Path(__file__).with_name("words.csv")
LANGUAGES = ("en", "es")
_MARKS = {"en": (",", "."), "es": ("\u202f", ",")}  # between thousands, before decimals
_SIGNS = {"~": "date.about", "?": "date.uncertain", "%": "date.about"}
_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)\Z")


@cache
def _words() -> dict[str, dict[str, str]]:
    _, rows = tables.read_file(FILE)
    return {row["key"]: row for row in rows}


def word(key: str, language: str, /, **fill: object) -> str:
    """Return a word or sentence of ``words.csv``, its ``{names}`` filled in.

    Raises:
        KeyError: there is no such key, language or name.
    """
    return _words()[key][language].format(**fill)


def known(key: str) -> bool:
    """Whether ``words.csv`` has a key."""
    return key in _words()


def number(value: float, language: str, signed: bool = False) -> str:
    """Write a number with at most two decimals; ``signed`` writes a plus or a true minus."""
    thousands, decimal = _MARKS[language]
    whole, _, rest = f"{abs(value):,.2f}".partition(".")
    rest = rest.rstrip("0")
    sign = "\u2212" if value < 0 else "+" if signed and value > 0 else ""
    return sign + whole.replace(",", thousands) + (decimal + rest if rest else "")


def amount(value: float, unit: str, language: str) -> str:
    """Write a number with its unit, such as ``har`` or ``t``, in words."""
    return f"{number(value, language)} {word(f'unit.{unit}', language)}"


def locale(language: str) -> dict[str, object]:
    """Return how Vega writes numbers of this language on an axis."""
    thousands, decimal = _MARKS[language]
    return {"number": {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}}


def period(text: str, language: str) -> str:
    """Write an EDTF date or interval as exactly as it is known: ``2017``, ``March 2005``, ``from 9 November 2018``."""
    if not text:
        return word("date.none", language)
    if "/" not in text:
        return _point(text, language)
    start, end = text.split("/")
    if start in ("", ".."):
        return word("date.until", language, end=_point(end, language))
    if end in ("", ".."):
        return word("date.from", language, start=_point(start, language))
    return word("date.between", language, start=_point(start, language), end=_point(end, language))


def _point(text: str, language: str) -> str:
    match = _POINT.match(text)
    if not match:
        return text
    year, month, day, sign = match.groups()
    told = year
    if month:
        name = word(f"month.{month}", language)
        told = word("date.month", language, month=name, year=year)
        told = word("date.day", language, day=int(day), month=name, year=year) if day else told
    return word(_SIGNS[sign], language, date=told) if sign else told


def listed(parts: list[str], language: str) -> str:
    """Join words as a sentence does: ``Peru, Bolivia and Colombia``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word('and', language)} {parts[-1]}"
