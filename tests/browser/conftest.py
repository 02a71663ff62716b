from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from .looking import PACKAGES, SITE, Heard, launch, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(autouse=True)
def built() -> None:
    """Nothing here can be tried without the pages."""
    if not (SITE / "index.html").is_file() or not PACKAGES.is_dir():
        pytest.skip("the pages are not built: they were not tried (nox -s site)")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, where it and the built pages are here."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the pages were not tried in a browser (nox -s browser)"
    )
    if not shutil.which("chromium"):
        pytest.skip("chromium is not installed: the pages were not tried in a browser")
    with playwright.sync_playwright() as running:
        started = launch(running.chromium)
        yield started
        started.close()


@pytest.fixture(scope="session", params=["disk", "server"])
def origin(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the site is read from."""
    if request.param == "disk":
        yield SITE.as_uri()
    else:
        with served(SITE) as address:
            yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own, made with the options given; all that it says is heard until the end."""
    contexts, heard = [], []

    def page(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        new = context.new_page()
        heard.append(Heard(new))
        return new

    yield page
    for context in contexts:
        context.close()
    assert not [one for each in heard for one in each.wrong]
