"""Each look at a page sees the fault it is for, planted into a page that is otherwise sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .asking import Query, ask, seen
from .looking import SITE, VNU, Heard, idle, invalid, lost, unseen_focus, violations, wider
from .test_every_page import SHIFT, astray

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Open = Callable[..., Page]

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
SOUND = "<main><h1>A page</h1><p>Words. <a href='#a' id='a'>Here</a></p></main>"
OUTSIDE = "<img src='https://example.org/a.png' alt='a'>"


@pytest.fixture
def planted(tmp_path: Path) -> Callable[..., str]:
    def write(body: str, head: str = "", style: str = "") -> str:
        (tmp_path / "a.css").write_text(style, encoding="utf-8")
        (tmp_path / "a.html").write_text(
            f"<!doctype html><html lang='en'><head><meta charset='utf-8'>{head}<title>A page</title>"
            f"<link rel='icon' href='data:,'><link rel='stylesheet' href='a.css'></head><body>{body}</body></html>",
            encoding="utf-8",
        )
        return (tmp_path / "a.html").as_uri()

    return write


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page of which nobody asks that it be silent."""
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        yield context.new_page()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SOUND, ""),
        ("<script>window.a = 1</script>", "Content Security Policy"),
        ("<p style='color: red'>a</p>", "Content Security Policy"),
        (OUTSIDE, "example.org"),
        ("<script src='a.js'></script>", "failed"),
    ],
)
def test_what_a_policy_forbids_is_heard(body: str, said: str, page: Page, planted: Callable[..., str]) -> None:
    heard = Heard(page)
    page.goto(planted(body, f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'))
    assert any(said in one for one in heard.wrong) if said else not heard.wrong


@pytest.mark.parametrize("body", [OUTSIDE, "<script>fetch('http://192.0.2.1/').catch(() => 0)</script>"])
def test_a_request_to_others_is_heard(body: str, page: Page, planted: Callable[..., str]) -> None:
    heard = Heard(page)
    page.goto(planted(body))
    page.wait_for_timeout(100)
    assert any(one.startswith("outside: ") for one in heard.wrong)


def test_an_error_in_a_script_is_heard(page: Page, planted: Callable[..., str]) -> None:
    heard = Heard(page)
    page.goto(planted("<script>missing()</script>"))
    assert any("missing is not defined" in one for one in heard.wrong)


@pytest.mark.parametrize(
    ("body", "style", "rule"),
    [
        (SOUND, "", ""),
        (SOUND.replace("</main>", "<input></main>"), "", "label"),
        (SOUND, "p { color: #bbb; background: #fff }", "color-contrast"),
        (SOUND.replace("Here", ""), "", "link-name"),
    ],
)
def test_axe_objects(body: str, style: str, rule: str, page: Page, planted: Callable[..., str]) -> None:
    page.goto(planted(body, style=style))
    found = violations(page)
    assert any(one.startswith(rule) for one in found) if rule else not found


def test_what_is_wider_than_the_screen_is_seen(page: Page, planted: Callable[..., str]) -> None:
    page.goto(planted(SOUND))
    assert not wider(page)
    page.goto(planted(SOUND, style="h1 { width: 500px }"))
    assert wider(page)
    page.goto(planted(f"<div>{SOUND}</div>", style="div { overflow-x: auto } h1 { width: 500px }"))
    assert not wider(page)


def test_what_paper_loses_is_seen(page: Page, planted: Callable[..., str]) -> None:
    page.goto(planted(SOUND, style="@media print { p { display: none } }"))
    assert not lost(page)
    page.emulate_media(media="print")
    assert lost(page)


def test_controls_without_scripts_are_seen(page: Page, planted: Callable[..., str]) -> None:
    page.goto(planted(f"{SOUND}<button hidden>a</button>"))
    assert not idle(page)
    for body in ("<button>a</button>", "<div data-explore='figures'></div>"):
        page.goto(planted(SOUND + body))
        assert idle(page)


def test_a_focus_that_is_not_seen_is_seen(page: Page, planted: Callable[..., str]) -> None:
    style = ":focus-visible { outline: 3px solid #00527a }"
    page.goto(planted(SOUND, style=style))
    assert not unseen_focus(page, 3)
    page.goto(planted(SOUND, style="a:focus { outline: none }"))
    assert unseen_focus(page, 3)
    page.goto(planted("<h1>A page without links</h1>"))
    assert unseen_focus(page, 3)


def test_a_page_that_jumps_is_seen(page: Page, planted: Callable[..., str]) -> None:
    late = "<script>setTimeout(() => { document.getElementById('late').hidden = false; }, 30)</script>"
    page.goto(planted(f"<p id='late' hidden>Late</p>{SOUND}{late}", style="#late, h1 { height: 300px }"))
    page.wait_for_timeout(200)
    assert page.evaluate(SHIFT) > 0.1


@pytest.mark.parametrize(
    ("file", "right", "wrong", "query"),
    [
        ("assets/explore.js", 'normalize("NFD")', 'normalize("NFC")', Query("figures", "en", q="huanuco")),
        ("data/figures.en.js", '"Huánuco":"P-', '"Huánuco":"Q-', Query("figures", "en", {"place": ["P-0010"]})),
    ],
)
def test_a_broken_filter_is_seen(file: str, right: str, wrong: str, query: Query, page: Page) -> None:
    """Accents that matter again; a place that leads to no rows."""
    text = (SITE / file).read_text(encoding="utf-8")
    assert right in text
    broken = text.replace(right, wrong)
    page.route(f"**/{file}", lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    page.goto((SITE / "en/figures.html").as_uri())
    ask(page, query, by_hand=False)
    assert query.ids()
    assert sorted(seen(page)[0]) != sorted(query.ids())


def test_a_link_that_leads_nowhere_is_seen(planted: Callable[..., str], tmp_path: Path) -> None:
    planted('<h1 id="a">A page</h1><a href="a.html">a</a> <a href="#a">a</a>')
    assert astray(tmp_path) == (2, [])
    planted('<h1 id="a">A page</h1><a href="b.html">b</a> <a href="#b">b</a>')
    assert len(astray(tmp_path)[1]) == 2


def test_invalid_html_and_css_are_seen(planted: Callable[..., str], tmp_path: Path) -> None:
    if not shutil.which("java") or not VNU.is_file():
        pytest.skip("java or the HTML checker is not installed: it was not tried")
    planted(f"{SOUND}<p><div>a</div></p>", style="p { colour: red }")
    assert invalid([tmp_path / "a.html"])
    assert invalid([tmp_path / "a.css"], "--css")
    planted(SOUND, style="p { color: red }")
    assert not invalid([tmp_path / "a.html"])
    assert not invalid([tmp_path / "a.css"], "--css")
