"""The picture of the score: operators against tables, darker where more survived."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from andean_coca import tables
from mutants.record import CSV
from mutants.score import LEVELS

FILE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "mutants.svg"
COLOURS = {"domain": [0, 1], "range": ["#f4f4f4", "#0072B2"], "interpolate": "rgb"}
TITLE = {
    "text": "What the checks let pass",
    "subtitle": "A cell is an operator tried on a table; the number says how many corruptions survived.",
    "anchor": "start",
}


def cells() -> list[dict[str, Any]]:
    """Return how many corruptions of each operator and table were tried, and how many survived."""
    counts: dict[tuple[str, str, str], list[int]] = {}
    for row in tables.read_file(CSV)[1]:
        cell = counts.setdefault((row["level"], row["operator"], row["table"]), [0, 0])
        cell[0] += int(row["tried"])
        cell[1] += int(row["tried"]) - int(row["caught"])
    names = ("level", "operator", "table")
    return [
        {**dict(zip(names, key, strict=True)), "tried": tried, "survived": survived, "share": survived / tried}
        for key, (tried, survived) in counts.items()
    ]


def specification(values: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Vega-Lite specification of the matrix."""
    colour = {"field": "share", "type": "quantitative", "scale": COLOURS}
    colour["legend"] = {"title": "survived", "format": ".0%"}
    rectangles = {"mark": {"type": "rect", "stroke": "#bbbbbb"}, "encoding": {"color": colour}}
    numbers = {
        "transform": [{"filter": "datum.survived > 0"}],
        "mark": {"type": "text", "fontSize": 10},
        "encoding": {"text": {"field": "survived"}},
    }
    table = {"field": "table", "type": "nominal", "title": None, "axis": {"orient": "top", "labelAngle": -50}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": TITLE,
        "data": {"values": values},
        "vconcat": [
            {
                "title": level,
                "transform": [{"filter": f"datum.level === '{level}'"}],
                "width": {"step": 24},
                "height": {"step": 15},
                "encoding": {"x": table, "y": {"field": "operator", "type": "nominal", "title": None}},
                "layer": [rectangles, numbers],
            }
            for level in reversed(LEVELS)
        ],
        "config": {"font": "sans-serif", "background": "white", "axis": {"labelFontSize": 10}},
    }


def draw() -> str:
    """Return the picture as SVG."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification(cells()))
    return svg + "\n"
