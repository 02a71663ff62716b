"""Every type of page, in both languages, from a disk and from a server."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from .looking import NARROW, PAGES, ROOTS, SITE, VNU, WIDE, idle, invalid, lost, wider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Open = Callable[..., Page]

OTHER = {"en": "es", "es": "en"}
CHARTED = ("en/index.html", "es/claims.html", "en/map.html", "es/events.html", "en/series/SR-0001.html")
LARGEST_PAGE, LARGEST_SITE = 300_000, 60_000_000
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})"""


def draw_all(page: Page) -> int:
    """Have every chart of the page drawn; return how many there are."""
    buttons = page.locator(".chart-explore")
    count = buttons.count()
    buttons.evaluate_all("all => all.forEach((one) => one.click())")
    page.wait_for_function("n => document.querySelectorAll('.chart-drawn svg').length === n", arg=count)
    return count


def test_pages_break_nothing_and_ask_nothing_of_others(origin: str, opened: Open) -> None:
    """Their charts drawn, their fragments changed: the fixture fails on any error, any policy broken, any request."""
    page = opened()
    drawn = 0
    for name in PAGES:
        page.goto(f"{origin}/{name}")
        if name not in ROOTS:
            language, _, path = name.partition("/")
            switch = page.locator("a[data-language]").evaluate("link => link.href")
            assert switch == f"{origin}/{OTHER[language]}/{path}"
            drawn += draw_all(page)
            page.evaluate("location.hash = 'q=peru'")
    assert drawn > 50


def test_pages_fit_a_narrow_screen(opened: Open) -> None:
    """Also when they are drawn in it, and their folded parts opened."""
    page = opened(viewport=NARROW)
    for name in PAGES:
        page.goto((SITE / name).as_uri())
        assert not wider(page), name
        draw_all(page)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert not wider(page), f"{name}, opened"


def test_pages_can_be_read_without_scripts(opened: Open) -> None:
    page = opened(java_script_enabled=False, viewport=WIDE)
    for name in PAGES:
        page.goto((SITE / name).as_uri())
        assert not idle(page), name
        assert not lost(page), name
        pictures = page.locator("img").evaluate_all("all => all.map((one) => one.getAttribute('src'))")
        assert all((SITE / name).parent.joinpath(one).is_file() for one in pictures), name
    for name in ("en/figures", "es/figures", "en/events", "es/events"):
        page.goto((SITE / f"{name}.html").as_uri())
        assert page.locator("main tbody tr").count() > 100, name


@pytest.mark.parametrize("drawn", [False, True])
def test_print_keeps_what_matters(opened: Open, drawn: bool) -> None:
    """Also of a page whose charts were drawn, and whose reader likes the dark."""
    page = opened(viewport=WIDE, color_scheme="dark")
    for name in CHARTED if drawn else PAGES:
        page.emulate_media(media="screen")
        page.goto((SITE / name).as_uri())
        assert not drawn or draw_all(page), name
        page.emulate_media(media="print")
        assert not lost(page), name
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", name


def test_print_says_which_rows_were_chosen(opened: Open) -> None:
    page = opened(viewport=WIDE)
    page.goto((SITE / "en/figures.html").as_uri() + "#place=P-0003&from=2010")
    page.emulate_media(media="print")
    assert page.locator(".explore .count").is_visible()
    assert page.locator(".explore .chips").is_visible()
    assert not page.locator("#explore-q").is_visible()


@pytest.mark.parametrize("language", OTHER)
def test_the_other_language_keeps_the_page_and_the_filters(language: str, origin: str, opened: Open) -> None:
    """With the sorting, the page of the table, or the place in the page, that the address holds."""
    page = opened()
    for path in ("figures.html#place=P-0003&sort=value:desc&page=2", "events.html#from=2005", "claims.html#F-0066"):
        page.goto(f"{origin}/{language}/{path}")
        counter = page.locator(".count" if path.startswith("claims") else ".explore .count").first
        count = counter.text_content()
        page.locator("a[data-language]").click()
        assert page.url == f"{origin}/{OTHER[language]}/{path}"
        assert page.locator("html").get_attribute("lang") == OTHER[language]
        assert re.findall(r"\d", count) == re.findall(r"\d", counter.text_content()), path
    page.goto(f"{origin}/index.html")
    page.locator(f"a[hreflang={language}]").click()
    assert page.url == f"{origin}/{language}/index.html"


def test_pages_and_what_they_load_stay_within_their_budgets(opened: Open) -> None:
    """Bytes of a page without the bundle and the tables that all share, jumps of what is shown, and elements."""
    page = opened(viewport=NARROW)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    shared = re.compile(r"/assets/|/data/(words|figures|events)\.e[ns]\.js|^data:")
    for name in PAGES:
        loaded.clear()
        page.goto((SITE / name).as_uri())
        shift = page.evaluate(SHIFT)
        own = [
            SITE / one.removeprefix(f"{SITE.as_uri()}/").partition("#")[0] for one in loaded if not shared.search(one)
        ]
        assert sum(path.stat().st_size for path in own) <= LARGEST_PAGE, name
        assert shift <= 0.1, name
        assert page.evaluate("document.querySelectorAll('*').length") < 7_000, name
    everything = [path for path in SITE.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in everything) <= LARGEST_SITE
    assert max(path.stat().st_size for path in everything if path.suffix == ".html") <= LARGEST_PAGE


def astray(folder: Path) -> tuple[int, list[str]]:
    """How many links lead from a page of the folder to another or to a place in one, and which lead nowhere."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}
    ids = {str(path): set(re.findall(r'\sid="([^"]*)"', text)) for path, text in pages.items()}
    count, wrong = 0, []
    for path, text in pages.items():
        for link in re.findall(r'\s(?:href|src|srcset)="([^"]*)"', text):
            if re.match(r"(?:https?|mailto|data):", link):
                continue
            count += 1
            to, _, fragment = unquote(unescape(link)).partition("#")
            target = os.path.normpath(path.parent / to) if to else str(path)
            if not (target in ids or Path(target).is_file()) or (fragment and fragment not in ids.get(target, ())):
                wrong.append(f"{path.relative_to(folder)}: {link}")
    return count, wrong


def test_every_link_of_the_whole_site_leads_somewhere(browser: Browser) -> None:  # noqa: ARG001 -- skips with it
    count, wrong = astray(SITE)
    assert count > 100_000
    assert not wrong


def test_pages_and_styles_are_valid() -> None:
    if not shutil.which("java"):
        pytest.skip("java is not installed: the HTML was not validated")
    if not VNU.is_file() or not SITE.is_dir():
        pytest.skip("the pages are not built: the HTML was not validated (nox -s site)")
    assert not invalid([SITE / name for name in PAGES])
    assert not invalid(sorted((SITE / "assets").glob("*.css")), "--css")
