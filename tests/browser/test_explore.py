"""The tables of figures and events show what SQL finds in the SQLite file of the release."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .asking import FACETS, Query, ask, drawn, fold, released, seen, told
from .looking import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Open = Callable[..., Page]

LABELS = """
SELECT f.figure_id, i.label_{0}, p.label_{0}, a.label_{0}, s.title, r.label_{0} FROM figures f
JOIN evidence e USING (evidence_id) JOIN sources s USING (source_id) JOIN indicators i USING (indicator_id)
LEFT JOIN places p USING (place_id) LEFT JOIN actors a ON a.actor_id = f.claimed_by LEFT JOIN series r USING (series_id)
"""


@pytest.mark.parametrize(("kind", "count"), [("figures", 20), ("events", 8)])
def test_filters_and_search_find_what_sql_finds(
    kind: str, count: int, origin: str, opened: Open, record_property: Callable[[str, object], None]
) -> None:
    """By the address and by the controls in turn, from the disk as from a server."""
    queries = drawn(kind, count)
    used = [name for query in queries for name in query.used]
    assert all(used.count(name) > 1 for name in FACETS[kind]), used
    page = opened()
    for n, query in enumerate(queries):
        page.goto(f"{origin}/{query.language}/{kind}.html")
        ask(page, query, by_hand=n % 4 > 1)
        found, counted = seen(page)
        wanted = query.ids()
        record_property(query.fragment, len(wanted))
        assert sorted(found) == sorted(wanted), query
        assert counted == len(wanted), query
    assert sum(bool(query.ids()) for query in queries) > count // 2


def test_search_reads_the_labels_of_the_release() -> None:
    """What the page searches holds every label that SQL gives a figure; its sentence and dates come beside them."""
    for language in LANGUAGES:
        shown = {one["figure_id"]: fold("\n".join(one.values())) for one in told("figures", language)}
        rows = released("figures", language).execute(LABELS.format(language)).fetchall()
        assert len(rows) == len(shown)
        for key, *labels in rows:
            assert all(fold(label) in shown[key] for label in labels if label), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_download_is_the_rows_that_fit(language: str, origin: str, opened: Open, tmp_path: Path) -> None:
    query = Query("figures", language, {"indicator": ["I-0001"], "place": ["P-0003", "P-0002"]}, first=2010)
    page = opened(accept_downloads=True)
    page.goto(f"{origin}/{language}/figures.html{query.fragment}")
    with page.expect_download() as download:
        page.locator(".explore .bar > button").click()
    download.value.save_as(tmp_path / "figures.csv")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["figure_id"]: row for row in csv.DictReader(file)}
    wanted = {row["figure_id"]: row for row in query.rows()}
    assert len(wanted) > 25
    assert rows.keys() == wanted.keys()
    for key, row in wanted.items():
        for name in ("value", "value_low", "value_high"):
            assert (float(rows[key][name]) if rows[key][name] else None) == row[name], key
        assert rows[key]["period_start"] == (row["period_start"] or ""), key


def test_sorting_is_that_of_sql(opened: Open, origin: str) -> None:
    page = opened()
    query = Query("figures", "en", {"indicator": ["I-0001"]})
    for column, way in (("value", "desc"), ("value", "asc"), ("period", "desc")):
        page.goto(f"{origin}/en/figures.html{query.fragment}&sort={column}:{way}")
        by = "value" if column == "value" else "coalesce(period_start, period_end)"
        store = released("figures", "en")
        sql = f"SELECT figure_id FROM asked WHERE indicator_id = 'I-0001' ORDER BY {by} IS NULL, {by} {way}, figure_id"
        assert seen(page)[0] == [key for (key,) in store.execute(sql)], (column, way)
        page.goto("about:blank")


def test_nothing_found_says_what_to_loosen(opened: Open, origin: str) -> None:
    page = opened()
    page.goto(f"{origin}/en/figures.html#place=P-0003&q=zzzz")
    assert seen(page) == ([], 0)
    ways = page.locator(".explore .empty button")
    assert ways.count() == 1
    ways.first.click()
    assert sorted(seen(page)[0]) == sorted(Query("figures", "en", {"place": ["P-0003"]}).ids())
