"""A chart as SVG that needs no script, no style and no font of its own."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from pages.charts.chart import Chart
from pages.charts.grammar import FONT

VEGA_LITE = "6.4"
_NOISE = re.compile(
    r' (?:class|role|aria-[a-z]+|pointer-events|font-family|xlink:href|style)="[^"]*"| (?:fill-|stroke-)?opacity="1"'
    r'| (?:x2|y2|x|y)="0"(?=[^<]*/>)| transform="translate\(0,0\)"'
)
_EMPTY = re.compile(r'<path(?: aria-hidden="true")?(?: class="(?:back|fore)ground")[^>]*/>')
_HOLLOW = re.compile(r"<g(?: [^<>]*)?></g>|<g(?: [^<>]*)?/>")
_BARE = re.compile(r"<g><g>((?:(?!</?g\b).)*)</g></g>", re.DOTALL)
_LONG = re.compile(r"(\d+\.\d)\d+")


def svg(chart: Chart, narrow: bool = False) -> str:
    """Return a chart as SVG, 700 or, if ``narrow``, 340 units wide; the same bytes each time.

    Text and axes are ``currentColor``, marks have one of the hues of ``agencies``; title and description are inside.
    Set inline it takes the colour of the page.
    """
    import vl_convert

    spec = chart.narrow if narrow else chart.spec
    drawn: str = vl_convert.vegalite_to_svg(_still(spec), vl_version=VEGA_LITE)
    body = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    body = _lean(body)
    width, height = spec["usermeta"]["width"], spec["usermeta"]["height"]
    layout = "narrow" if narrow else "wide"
    key = f"{chart.name}-{chart.language}-{layout}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing {layout}" viewBox="0 0 {width} {height}" width="100%" '
        f'role="img" lang="{chart.language}" aria-labelledby="{key}-title {key}-desc" font-family="{FONT}">'
        f'<title id="{key}-title">{escape(chart.title)}</title>'
        f'<desc id="{key}-desc">{escape(chart.description)}</desc>{body}</svg>\n'
    )


def _still(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification without what only a pointer or reader of single marks would use."""

    def strip(part: Any) -> Any:
        if isinstance(part, dict):
            return {k: strip(v) for k, v in part.items() if k not in ("tooltip", "description")}
        return [strip(one) for one in part] if isinstance(part, list) else part

    still: dict[str, Any] = strip(spec)
    return still


def _lean(body: str) -> str:
    """Leave out what the picture does not show: empty groups, roles of single marks, digits below a tenth of a unit."""
    body = _EMPTY.sub("", body)
    body = _NOISE.sub("", body)
    body = _LONG.sub(r"\1", body)
    for pattern, by in ((_HOLLOW, ""), (_BARE, r"<g>\1</g>")):
        before = ""
        while before != body:
            before, body = body, pattern.sub(by, body)
    return body
