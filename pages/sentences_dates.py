"""Dates as their precision allows: 2017, March 2005, 9 November 2018, until March 2005."""

from __future__ import annotations

import re

from pages.words import Words

_POINT = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?([~?%]?)\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPEN = ("", "..")


def when(text: str, words: Words) -> str:
    """Return an EDTF date in words, to stand alone; blank for a blank cell."""
    if "/" not in text:
        return _point(text, words) if text else ""
    left, _, right = text.partition("/")
    if left in _OPEN:
        return words("date.until", end=_end(right, words))
    if right in _OPEN:
        return words("date.since", start=_end(left, words))
    return _joined(words("date.span", start=_point(left, words), end=_end(right, words)))


def within(text: str, words: Words) -> str:
    """Return an EDTF date in words, as it stands within a sentence: for 2017, until March 2005; blank for blank."""
    if not text:
        return ""
    if "/" not in text:
        return words("date.within.day" if _DAY.fullmatch(text) else "date.within", date=_point(text, words))
    left, _, right = text.partition("/")
    if left in _OPEN or right in _OPEN:
        return when(text, words)
    return _joined(words("date.within.span", start=_end(left, words), end=_end(right, words)))


def _end(text: str, words: Words) -> str:
    """An end of a span: Spanish puts an article before a day."""
    return words("date.the_day", date=_point(text, words)) if _DAY.fullmatch(text) else _point(text, words)


def _joined(text: str) -> str:
    """Join the article to the word before it, as Spanish does; no English date has these words."""
    return text.replace(" a el ", " al ").replace("de el ", "del ")


def _point(text: str, words: Words) -> str:
    match = _POINT.match(text)
    if not match:
        return text
    year, month, day, sign = match.groups()
    told = year
    if "X" in year:
        told = words(
            "date.decade" if year.endswith("X") and year[2] != "X" else "date.century", y=year.replace("X", "0")
        )
    elif month and month != "XX":
        name = words(f"month.{month}")
        told = words("date.month", month=name, year=year)
        if day and day != "XX":
            told = words("date.day", day=str(int(day)), month=name, year=year)
    return words("date.about", date=told) if sign in ("~", "%") else words("date.perhaps", date=told) if sign else told
