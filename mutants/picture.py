"""The picture of the score: operators against tables, darker where more survived."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from andean_coca import tables
from mutants.record import CSV

FILE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "mutants.svg"


def specification() -> dict[str, Any]:
    """Return the Vega-Lite specification of the matrix, from the kept score."""
    cells: dict[tuple[str, str, str], list[int]] = {}
    for row in tables.read_file(CSV)[1]:
        cell = cells.setdefault((row["level"], row["operator"], row["table"]), [0, 0])
        cell[0] += int(row["tried"])
        cell[1] += int(row["tried"]) - int(row["caught"])
    values = [
        {
            "level": level,
            "operator": operator,
            "table": table,
            "tried": tried,
            "survived": survived,
            "share": survived / tried,
        }
        for (level, operator, table), (tried, survived) in cells.items()
    ]
    table = {"field": "table", "type": "nominal", "title": None, "axis": {"orient": "top", "labelAngle": -50}}
    operator = {"field": "operator", "type": "nominal", "title": None}
    colour = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1], "range": ["#ffffff", "#0072B2"]}}
    colour["legend"] = {"title": "survived", "format": ".0%"}
    survived = {"filter": "datum.survived > 0"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": "What the checks let pass",
            "subtitle": "A cell is an operator tried on a table; the number says how many corruptions survived.",
            "anchor": "start",
        },
        "data": {"values": values},
        "facet": {"row": {"field": "level", "title": None, "header": {"labelFontWeight": "bold"}}},
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": {"step": 24},
            "height": {"step": 15},
            "encoding": {"x": table, "y": operator},
            "layer": [
                {"mark": {"type": "rect", "stroke": "#bbbbbb"}, "encoding": {"color": colour}},
                {
                    "transform": [survived],
                    "mark": {"type": "text", "fontSize": 10},
                    "encoding": {"text": {"field": "survived"}},
                },
            ],
        },
        "config": {"font": "sans-serif", "background": "white", "axis": {"labelFontSize": 10}},
    }


def draw() -> str:
    """Return the picture as SVG."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification())
    return svg + "\n"
