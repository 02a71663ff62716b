"""The pages for those who use no pointer, or do not see them: axe-core, and the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from .looking import FOCUSED, LANGUAGES, NARROW, PAGES, ROOTS, SITE, WIDE, unseen_focus, violations
from .test_every_page import draw_all

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Open = Callable[..., Page]

PART = ("index", "figures", "claims", "map", "dictionary", "figures/F-0066")


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press the tab key until the focus is on an element that fits."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector}: not reached by {most} presses of the tab key")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, language: str, opened: Open) -> None:
    page = opened(bypass_csp=True, viewport=WIDE, color_scheme=scheme)
    wrong = []
    for name in (one for one in PAGES if one.startswith(language) or (one in ROOTS and language == "en")):
        page.goto((SITE / name).as_uri())
        wrong += [f"{name}: {one}" for one in violations(page)]
    assert not wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_all_is_opened_on_a_narrow_screen(scheme: str, opened: Open) -> None:
    page = opened(bypass_csp=True, viewport=NARROW, color_scheme=scheme)
    wrong = []
    for n, name in enumerate(PART):
        path = f"{LANGUAGES[n % 2]}/{name}.html"
        page.goto((SITE / path).as_uri())
        draw_all(page)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wrong += [f"{path}: {one}" for one in violations(page)]
    page.goto((SITE / "en/figures.html").as_uri() + "#place=P-0003&q=zzzz")
    wrong += [f"nothing found: {one}" for one in violations(page)]
    assert not wrong


def test_the_first_stop_leads_past_the_navigation(opened: Open) -> None:
    page = opened()
    for name in PAGES:
        if name in ROOTS:
            continue
        page.goto((SITE / name).as_uri())
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        assert "skip" in at["what"], name
        assert at["seen"], name
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", name


def test_the_focus_is_seen_wherever_it_goes(opened: Open) -> None:
    page = opened(viewport=WIDE, reduced_motion="reduce")
    for n, name in enumerate(PAGES):
        page.emulate_media(color_scheme=("light", "dark")[n % 2])
        page.goto((SITE / name).as_uri())
        assert not unseen_focus(page, 40), name


def test_a_table_is_searched_filtered_sorted_and_paged_by_keys(opened: Open) -> None:
    page = opened(viewport=WIDE)
    page.goto((SITE / "en/figures.html").as_uri())
    count = page.locator(".explore .count")
    everything = count.text_content()
    tab_to(page, "#explore-q")
    page.keyboard.type("united states")
    searched = count.text_content()
    assert searched != everything
    tab_to(page, "#explore-indicator")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert count.text_content() != searched
    assert "indicator=" in page.url
    tab_to(page, ".chip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.chips button, #explore-q')")
    page.goto("about:blank")
    page.goto((SITE / "en/figures.html").as_uri())
    tab_to(page, "thead th:last-child [role=button], thead th:last-child[tabindex], thead th:last-child button")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=claimed_by:asc")
    assert page.locator("thead th:last-child").get_attribute("aria-sort") == "ascending"
    tab_to(page, ".pager button:nth-of-type(3)")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=3")
    assert page.evaluate("document.activeElement.closest('.pager') !== null")


def test_columns_are_chosen_by_keys(opened: Open) -> None:
    page = opened(viewport=WIDE)
    page.goto((SITE / "es/figures.html").as_uri())
    before = page.locator(".explore-rows thead th").count()
    tab_to(page, "details.columns summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.columns input:not(:checked)")
    page.keyboard.press("Space")
    assert page.locator(".explore-rows thead th").count() == before + 1
    assert "columns=" in page.url


@pytest.mark.parametrize("name", ["index", "series/SR-0001", "events", "map", "claims"])
def test_a_chart_is_walked_by_keys_and_its_table_is_one_stop_away(name: str, opened: Open) -> None:
    page = opened(viewport=WIDE)
    page.goto((SITE / f"en/{name}.html").as_uri())
    tab_to(page, ".chart-explore")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.chart summary')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('details').querySelector('table').checkVisibility()")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chart-drawn svg")
    assert page.evaluate("document.activeElement.matches('.chart-explore')"), "the focus stays with the button"
    page.keyboard.press("Shift+Tab")
    if page.evaluate("document.activeElement.matches('figcaption a')"):
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.chart-drawn') !== null")
    reading = page.locator(".chart-reading").first
    said = reading.text_content()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert page.evaluate(FOCUSED)["ring"]
    page.keyboard.press("End")
    assert reading.text_content() != said
