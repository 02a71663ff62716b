"""Dates, printed numbers and rounding: examples, and laws against an independent library."""

from __future__ import annotations

from datetime import date, timedelta

import edtf as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andean_coca import edtf, rounding
from checks import printed
from checks.printed import Reading

POINTS = st.one_of(
    st.integers(1, 9998).map("{:04d}".format),
    st.dates(date(2, 1, 1)).map("{:%Y-%m}".format).filter(lambda s: len(s) == 7),
    st.dates(date(1000, 1, 1)).map(str),
)


@given(POINTS)
def test_points_have_the_bounds_of_the_edtf_library(text: str) -> None:
    span, other = edtf.parse(text), library.parse_edtf(text)
    assert span.start is not None
    assert span.end is not None
    assert tuple(span.start.timetuple()[:3]) == tuple(other.lower_strict()[:3])
    assert tuple(span.end.timetuple()[:3]) == tuple(other.upper_strict()[:3])


@given(POINTS, POINTS)
def test_intervals_run_from_the_start_of_one_to_the_end_of_the_other(left: str, right: str) -> None:
    first, last = edtf.parse(left), edtf.parse(right)
    if last.end < first.start:  # type: ignore[operator]
        with pytest.raises(ValueError, match="ends before"):
            edtf.parse(f"{left}/{right}")
    else:
        assert edtf.parse(f"{left}/{right}") == edtf.Span(first.start, last.end)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_approximate_day_is_a_day_wider_on_each_side(day: date) -> None:
    assert edtf.parse(f"{day}~") == edtf.Span(day - timedelta(1), day + timedelta(1))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2002~", date(2001, 1, 1), date(2003, 12, 31)),
        ("2002?", date(2002, 1, 1), date(2002, 12, 31)),
        ("2018-12~", date(2018, 11, 1), date(2019, 1, 31)),
        ("201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("2018-23", date(2018, 9, 1), date(2018, 11, 30)),
        ("2004-XX", date(2004, 1, 1), date(2004, 12, 31)),
        ("../2014-01-15", None, date(2014, 1, 15)),
        ("2022-03/..", date(2022, 3, 1), None),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
    ],
)
def test_dates_of_the_record(text: str, start: date | None, end: date | None) -> None:
    assert edtf.parse(text) == edtf.Span(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "../..",
        "2018-13",
        "2018-02-30",
        "2018-6",
        "18",
        "2018/2017",
        "2018-01-01T00",
        "201X-01",
        "last year",
        "2018\n",
        "٢٠١٨",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        edtf.parse(text)


@pytest.mark.parametrize(
    ("phrase", "reading"),
    [
        ("nearly 60,000 hectares", Reading(60000, None, 60000, "nearly", "har")),
        ("up to 3,000 hectares", Reading(3000, None, 3000, "at_most", "har")),
        ("more than 8,000 hectares", Reading(8000, 8000, None, "more_than", "har")),
        ("a few hundred hectares", Reading(200, 200, None, "at_least", "har")),
        ("about 123,000 acres", Reading(123000, None, None, "approx", "acre")),
        ("13-percent rise", Reading(13, None, None, "exact", "%")),
        ("four or five times more money", Reading(None, 4, 5, "range", "1")),
        ("four times a year", Reading(4, None, None, "exact", "/a")),
        ("almost sextupled", Reading(6, None, 6, "nearly", "1")),
        ("multi-billion dollar", Reading(1e9, 1e9, None, "more_than", "USD")),
        ("25-year high", Reading(1, None, None, "ordinal", "rank")),
        ("25-year high", Reading(25, None, None, "exact", "a")),
        ("two hundred thousand people", Reading(200000, None, None, "exact", "person")),
        ("9,000 hectares over", Reading(9000, None, None, "exact", "har")),
        ("mostly", Reading(50, 50, None, "more_than", "%")),
    ],
)
def test_printed_phrases_are_read(phrase: str, reading: Reading) -> None:
    assert reading in printed.readings(phrase)


@pytest.mark.parametrize("phrase", ["no reliable estimates", "one of the world's top producers", "dropping", ""])
def test_phrases_without_a_number_have_no_reading(phrase: str) -> None:
    assert printed.readings(phrase) == []


@given(st.integers(1, 10**9), st.sampled_from(["exact", *sorted(set(printed.HEDGES.values()))]))
def test_every_number_reads_back_with_its_hedge(number: int, qualifier: str) -> None:
    words = next((w for w, q in printed.HEDGES.items() if q == qualifier), "")
    (reading,) = printed.readings(f"{words} {number:,} hectares".strip())
    assert (reading.value, reading.qualifier, reading.unit) == (number, qualifier, "har")


@given(st.integers(1, 10**9))
def test_rounding_interval_holds_the_number_and_what_rounds_to_it(number: int) -> None:
    low, high = rounding.interval(str(number), None, None, "exact")
    assert low < number < high
    assert high - number == number - low


def test_rounding_intervals_of_the_record() -> None:
    assert rounding.interval("49800", None, None, "exact") == (49750, 49850)
    assert rounding.interval("13", None, None, "exact") == (12.5, 13.5)
    assert rounding.interval("500", None, "500", "nearly") == (475, 500)
    assert rounding.interval(None, "4", "5", "range") == (4, 5)
    assert rounding.interval("9000", "9000", None, "more_than") == (9000, float("inf"))
