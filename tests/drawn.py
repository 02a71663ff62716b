"""Every chart, and what stands in a drawing: its texts with the boxes they take."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from planting import ROOT

from pages.charts import Chart, all_charts, read

SVG = "{http://www.w3.org/2000/svg}"
LETTER = 0.5  # of the text size: the mean letter of a system font


@cache
def charts(language: str) -> dict[str, Chart]:
    return {chart.name: chart for chart in all_charts(read(ROOT), language)}


@dataclass(frozen=True)
class Text:
    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    fill: str

    def overlaps(self, other: Text, by: float = 1.5) -> bool:
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > by and high > by


def texts(svg: str) -> list[Text]:
    return list(_texts(ElementTree.fromstring(svg), 0, 0))


def _texts(node: ElementTree.Element, x: float, y: float) -> Iterator[Text]:
    moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", node.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if node.tag == f"{SVG}text" and node.text:
        size = float(node.get("font-size", "0").removesuffix("px"))
        wide = len(node.text) * size * LETTER
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        yield Text(node.text, left, y - size * 0.75, left + wide, y + size * 0.1, size, node.get("fill", ""))
    for child in node:
        yield from _texts(child, x, y)


def overlapping(svg: str) -> list[tuple[str, str]]:
    return [(a.words, b.words) for a, b in itertools.combinations(texts(svg), 2) if a.overlaps(b)]


def outside(svg: str) -> list[str]:
    wide, high = viewbox(svg)
    return [t.words for t in texts(svg) if t.left < -1 or t.right > wide + 1 or t.top < -1 or t.bottom > high + 1]


def viewbox(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found
    return float(found[1]), float(found[2])
