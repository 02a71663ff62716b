"""A page that stands alone: one HTML file, no script, nothing fetched, light and dark, narrow and wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

STYLE = Path(__file__).with_name("page.css")


def page(title: str, body: Iterable[str]) -> str:
    """Return the page; ``title`` is text, ``body`` is HTML in which all text is escaped already."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # Whatever slipped through unescaped, a browser would neither run nor fetch it.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{escape(title)}</title>",
            f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>",
            "</head>",
            "<body>",
            f"<h1>{escape(title)}</h1>",
            *body,
            "</body>",
            "</html>",
        ]
    )


def element(name: str, text: object, css: str = "") -> str:
    """An element that holds text."""
    return f"<{name}{_css(css)}>{escape(str(text))}</{name}>"


def link(anchor: str, text: object) -> str:
    """A link to a place of the page."""
    return f'<a href="#{escape(anchor)}">{escape(str(text))}</a>'


def anchor(text: str) -> str:
    """The name of a place of the page, made from a code or the name of a file."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table that scrolls by itself where it is too wide; cells are HTML, ``numbers`` the columns set right."""
    head = "".join(f'<th scope="col"{_css("number" if n in numbers else "")}>{t}</th>' for n, t in enumerate(header))
    lines = [
        "<tr>" + "".join(f"<td{_css('number' if n in numbers else '')}>{t}</td>" for n, t in enumerate(row)) + "</tr>"
        for row in rows
    ]
    return "\n".join(
        ['<div class="scroll"><table>', f"<thead><tr>{head}</tr></thead>", "<tbody>", *lines, "</tbody></table></div>"]
    )


def facts(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Names with their HTML; a pair without any is left out."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{html}</dd>" for name, html in pairs if html) + "</dl>"


def _css(names: str) -> str:
    return f' class="{names}"' if names else ""
