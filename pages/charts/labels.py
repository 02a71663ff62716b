"""Where direct labels stand: beside a point of their line, away from marks and from each other."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pages.charts.agencies import Look

Pixel = tuple[float, float]
KEY = 8  # pixels that the bar before a label takes
LETTER, CAPITAL = 0.58, 0.74  # of the text size: the mean letters of the widest of the system fonts


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    def holds(self, at: Pixel) -> bool:
        """Whether a pixel lies inside."""
        return self.left <= at[0] <= self.right and self.top <= at[1] <= self.bottom


@dataclass(frozen=True, slots=True)
class Name:
    """A text for a line through some pixels, with the look of its agency if it is to show it."""

    text: str
    points: Sequence[Pixel]
    look: Look | None = None
    gap: float = 7  # pixels between a point and the text
    reach: int = 1  # 0: it stands beside its point; 1: somewhat off; 2: further off, on a leader
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and its room; it is written from the ``left`` or ``right`` edge, whatever its font makes of its width.

    ``cost`` is what its place costs: above 10 it stands badly. ``leader`` leads from it to its point if it is far off.
    """

    text: str
    look: Look | None
    align: str
    box: Box
    cost: float
    slanted: bool = False
    leader: tuple[Pixel, Pixel] | None = None


def width(text: str, size: float) -> float:
    """Return how wide a text of one or more lines can become in whatever font the reader has."""
    rows = text.split("\n")
    return size * max(sum(CAPITAL if one.isupper() else LETTER for one in row) for row in rows)


def place(
    names: Sequence[Name], marks: Sequence[Pixel], bounds: Box, size: float, taken: Sequence[Box] = ()
) -> list[Placed]:
    """Place each text beside one of its own points.

    Args:
        names: what is to be written, and beside what.
        marks: pixels that are drawn on: points, and samples of lines.
        bounds: where text may stand.
        size: text size in pixels.
        taken: boxes of text that stands already.

    Returns:
        One label a name; slanted ones and those with the fewest points choose first. The best place wins: over no
        label, out of no bounds, over few marks.
    """
    placed: list[Placed] = []
    marks = sorted(marks)
    for name in sorted(names, key=lambda name: (not name.slanted, len(name.points))):
        others = [*taken, *(label.box for label in placed)]
        candidates = [c for rank, at in enumerate(reversed(name.points)) for c in _around(name, at, size, rank)]
        judged = (replace(one, cost=one.cost + _cost(one.box, marks, bounds, others)) for one in candidates)
        placed.append(min(judged, key=lambda one: one.cost))
    return placed


def _around(name: Name, at: Pixel, size: float, rank: int) -> list[Placed]:
    """The places around a point, with what each costs by itself: near the end of the line is dearest to the eye."""
    wide, high, gap = (
        width(name.text, size) + (KEY if name.look else 0),
        size * 1.2 * (1 + name.text.count("\n")),
        name.gap,
    )
    x, y = at
    near, far = high / 2 + gap, high / 2 + 2.6 * gap
    spots = [("left", gap, 0.0), ("left", -wide / 2, -near), ("left", -wide / 2, near), ("right", -gap, 0.0)]
    spots += [
        (align, dx, dy) for dy in (-high / 2, high / 2, -high, high) for align, dx in (("left", gap), ("right", -gap))
    ]
    if name.reach:
        spots += [("left", -wide / 2, -far), ("left", -wide / 2, far), ("right", 4, -near), ("right", 4, near)]
    if name.reach > 1:
        further = [near + off for off in (12, 26, 42)]
        aligned = (("left", -wide / 2), ("left", -4), ("right", 4))
        spots += [(align, dx, side * off) for off in further for side in (-1, 1) for align, dx in aligned]
    found = []
    for order, (align, dx, dy) in enumerate(spots):
        left = x + dx - (wide if align == "right" else 0)
        box = Box(left, y + dy - high / 2, left + wide, y + dy + high / 2)
        cost = min(rank, 12) * 0.3 + order * 0.4
        leader = _leader(at, box, size) if name.reach > 1 else None
        found.append(Placed(name.text, name.look, align, box, cost, name.slanted, leader))
    return found


def _leader(at: Pixel, box: Box, size: float) -> tuple[Pixel, Pixel] | None:
    """From the nearest edge of a box to just before the ring around a point; nothing if they are close."""
    edge = (min(max(at[0], box.left), box.right), min(max(at[1], box.top), box.bottom))
    away = math.dist(at, edge)
    if away < size * 1.2:
        return None
    share = 10 / away
    return edge, (at[0] + (edge[0] - at[0]) * share, at[1] + (edge[1] - at[1]) * share)


def _cost(box: Box, marks: Sequence[Pixel], bounds: Box, others: Sequence[Box]) -> float:
    near = marks[bisect.bisect_left(marks, (box.left, -math.inf)) : bisect.bisect_right(marks, (box.right, math.inf))]
    hidden = sum(box.top <= y <= box.bottom for _, y in near)
    wide, high = box.right - box.left, box.bottom - box.top
    outside = wide * high - box.overlap(bounds)
    return 3.0 * hidden + 50 * outside + 50 * sum(box.overlap(other) for other in others)


def samples(points: Sequence[Pixel], every: float = 4) -> list[Pixel]:
    """Return pixels along a line through points, its ends included."""
    found = list(points)
    for (x, y), (to_x, to_y) in itertools.pairwise(points):
        count = int(max(abs(to_x - x), abs(to_y - y)) / every)
        found += [(x + (to_x - x) * i / count, y + (to_y - y) * i / count) for i in range(1, count)]
    return found
