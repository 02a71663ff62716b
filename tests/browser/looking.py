"""What can be seen of a page in a browser: each function returns what is wrong with it, nothing if all is well."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Page, Request

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"
PACKAGES = ROOT / "pages" / "npm" / "node_modules"
AXE = PACKAGES / "axe-core" / "axe.min.js"
VNU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LANGUAGES = ("en", "es")
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# One of each type of page; rows of both parts of the record, with and without a verdict.
TYPES = (
    *("index figures events series sources places claims revisions map dictionary checks mutation".split()),
    *("cite pin changes licences figures/F-0066 figures/F-0120 events/EV-0001 series/SR-0001".split()),
    *("sources/S-0001 places/P-0003".split()),
)
ROOTS = ("index.html", "404.html")
PAGES = (*ROOTS, *(f"{language}/{name}.html" for language in LANGUAGES for name in TYPES))
# Nothing of the browser itself may speak to others either: no name but the machine's own has an address.
SWITCHES = (
    *("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()),
    *("--disable-component-update --disable-sync".split()),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def launch(chromium: BrowserType) -> Browser:
    """Start the browser of the system, with an empty folder of its own for what it remembers."""
    return chromium.launch(executable_path=shutil.which("chromium"), headless=True, args=list(SWITCHES))


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; the address has no slash at its end."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Heard:
    """What a page says on the console, breaks, and asks of others, while it is open."""

    def __init__(self, page: Page) -> None:
        self.wrong: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("websocket", lambda socket: self.wrong.append(f"outside: {socket.url}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on
            self.wrong.append(f"failed: {request.url[:200]} {request.failure}")

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("file", "data", "blob") and where.hostname != "127.0.0.1":
            self.wrong.append(f"outside: {request.url}")


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds against the page; its context must bypass the policy, which lets no other script in."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], "preload": False, **only})
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'].splitlines()[1].strip()}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  const inside = (node) => {
    for (let at = node.parentElement; at; at = at.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.right > wide + 1 && !inside(node);
  });
  const over = document.documentElement.scrollWidth > wide || out.length;
  const first = out.slice(0, 5).map((node) => node.outerHTML.slice(0, 90));
  return over ? [document.documentElement.scrollWidth + ' px', ...first] : [];
}"""


def wider(page: Page) -> list[str]:
    """What makes the page scroll sideways; tables that scroll inside themselves do not."""
    return page.evaluate(WIDER)


LOST = """() => {
  const all = {contentVisibilityAuto: true, visibilityProperty: true, opacityProperty: true};
  const shown = (node) => node.checkVisibility(all) && node.getBoundingClientRect().height > 0;
  const folded = (node) => node.closest('details:not([open])') && !node.matches('summary, summary *');
  const kept = 'h1, h2, h3, h4, p, li, dt, dd, th, td, caption, figcaption, picture';
  const except = `nav, nav *, .skip, .language, .visually-hidden, .explore *, .pager *, tr[hidden] *,
    .chart-reading, .chart-year`;
  return [...document.body.querySelectorAll(kept)]
    .filter((node) => node.textContent.trim() || node.matches('picture'))
    .filter((node) => !node.matches(except) && !node.closest('[hidden]') && !folded(node) && !shown(node))
    .slice(0, 5).map((node) => node.outerHTML.slice(0, 120));
}"""


def lost(page: Page) -> list[str]:
    """Text, tables and pictures of the page that cannot be seen; what is folded or for the hand alone is left out."""
    return page.evaluate(LOST)


IDLE = """() => [...document.querySelectorAll('button, input, select, textarea, [role=button], [data-explore]:empty')]
  .filter((node) => node.matches(':empty') || node.checkVisibility())
  .map((node) => node.outerHTML.slice(0, 90))"""


def idle(page: Page) -> list[str]:
    """Controls that are seen though no script can answer them, and places that wait for one."""
    return page.evaluate(IDLE)


FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body || node === document.documentElement) return null;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const across = box.width > 1 && box.right > 0 && box.left < innerWidth;
  const seen = across && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
  return {ring, seen, what: node.outerHTML.slice(0, 100), text: node.textContent.trim().slice(0, 60)};
}"""


def unseen_focus(page: Page, most: int) -> list[str]:
    """Stops of the tab key, from the start of the page, at which no focus is seen; `most` stops are made."""
    wrong = []
    for stop in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            return wrong if stop else ["nothing takes the focus"]
        if not (at["ring"] and at["seen"]):
            wrong.append(f"stop {stop + 1}: {at}")
    return wrong


def invalid(files: Sequence[Path], *options: str) -> list[str]:
    """What the Nu HTML checker holds against files; it works without a network."""
    command = ["java", "-jar", str(VNU), "--errors-only", "--format", "json", *options, *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    messages = json.loads(run.stderr or run.stdout)["messages"]
    return [f"{Path(one['url']).name}:{one.get('lastLine')}: {one['message']}" for one in messages]
