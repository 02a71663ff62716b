"""Dates with their real precision: the part of EDTF level 1 (ISO 8601-2) that the record uses.

Specification: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_POINT = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([~?%]?)\Z", re.ASCII)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day that a date can mean, both inclusive; ``None`` is an open end."""

    start: date | None
    end: date | None


def parse(text: str) -> Span:
    """Return the days that an EDTF string can mean.

    A point (``2017``, ``2018-06``, ``2018-06-07``, ``201X``, ``2018-23``) spans all its days; ``~``
    and ``%`` (approximate) widen it by one unit of its precision to each side. In an interval
    ``A/B``, ``..`` or nothing is an open end.

    Raises:
        ValueError: the string is no date of this part of EDTF, or ends before it starts.
    """
    if "/" not in text:
        return _point(text)
    left, _, right = text.partition("/")
    start = _point(left).start if left not in ("", "..") else None
    end = _point(right).end if right not in ("", "..") else None
    if start is None and end is None:
        raise ValueError(f"{text!r} is open at both ends and says nothing")
    if start and end and end < start:
        raise ValueError(f"{text!r} ends before it starts")
    return Span(start, end)


def _point(text: str) -> Span:
    match = _POINT.match(text)
    if not match:
        raise ValueError(f"{text!r} is no EDTF date such as 2017, 2018-06, 2018-06-07 or 2017/2021")
    year, month, day, sign = match.groups()
    first, last = _year(year, month is not None)
    try:
        if month is not None:
            first, last = _month(first.year, month, day)
        if day is not None and day != "XX" and month != "XX":
            first = last = date(first.year, int(month), int(day))
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar ({error})") from None
    if sign in ("~", "%"):
        first, last = _widen(first, last)
    return Span(first, last)


def _year(year: str, has_month: bool) -> tuple[date, date]:
    if "X" in year and has_month:
        raise ValueError(f"{year!r} with a month: an unknown year has no known month")
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return date(max(low, 1), 1, 1), date(high, 12, 31)


def _month(year: int, month: str, day: str | None) -> tuple[date, date]:
    if month == "XX":
        if day not in (None, "XX"):
            raise ValueError("an unknown month has no known day")
        return date(year, 1, 1), date(year, 12, 31)
    number = int(month)
    if number in _SEASONS and day is None:
        low, high = _SEASONS[number]
    else:
        low = high = number
    return date(year, low, 1), date(year, high, monthrange(year, high)[1])


def _widen(first: date, last: date) -> tuple[date, date]:
    """One unit of the date's own precision to each side, as the edtf library's fuzzy bounds do."""
    if first == last:
        return first - timedelta(1), last + timedelta(1)
    if (first.year, first.month) == (last.year, last.month):
        before = first - timedelta(1)
        after = last + timedelta(1)
        return before.replace(day=1), after.replace(day=monthrange(after.year, after.month)[1])
    return first.replace(year=first.year - 1), last.replace(year=last.year + 1)
