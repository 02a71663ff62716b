"""How each agency is drawn: one hue everywhere, and told apart by dash and shape as well.

The hues are those of Okabe and Ito, moved in lightness until each holds 3:1 against white and against the dark page.
"""

from __future__ import annotations

from dataclasses import dataclass

LIGHT, DARK = "#ffffff", "#16181d"  # the backgrounds of the pages
NEUTRAL = "#7a7f87"  # what belongs to no agency


@dataclass(frozen=True, slots=True)
class Look:
    """Hue, dash of the line (pixels on and off, none for a whole line) and shape of the points."""

    hue: str
    dash: tuple[int, ...]
    shape: str


_SURVEY = Look("#d55e00", (7, 2), "square")
_GOVERNMENT = Look("#b87f00", (5, 2, 1, 2), "triangle-up")
LOOKS = {
    "A-0004": Look("#0072b2", (), "circle"),  # the United States
    "A-0001": Look("#2f8fc7", (2, 2), "circle"),
    "A-0046": Look("#cc79a7", (2, 3), "diamond"),  # UNODC alone
    "A-0047": _SURVEY,  # the three surveys that UNODC makes with a government
    "A-0048": _SURVEY,
    "A-0049": _SURVEY,
    "A-0014": Look("#009e73", (9, 2, 2, 2), "triangle-down"),  # DEVIDA
    "A-0008": _GOVERNMENT,
    "A-0020": _GOVERNMENT,
    "A-0023": _GOVERNMENT,
    "A-0053": Look(NEUTRAL, (3, 3), "cross"),
    "A-0054": Look(NEUTRAL, (3, 3), "triangle-right"),
    "A-0055": Look(NEUTRAL, (3, 3), "triangle-left"),
}
OTHER = Look(NEUTRAL, (1, 2), "cross")


def look(actor_id: str) -> Look:
    """Return how an agency is drawn, by its id; one that has no hue of its own is grey."""
    return LOOKS.get(actor_id, OTHER)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2), 0 for black and 1 for white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#rrggbb`` (WCAG 2.2), 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
