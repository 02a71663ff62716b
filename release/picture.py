"""The picture of the README, drawn from the tables: ``python -m release.picture [--check]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from checks import package, store
from checks.views import create_views
from release.build import ROOT

FILE = ROOT / "docs" / "pictures" / "areas.svg"
# Okabe-Ito: told apart with every kind of colour vision, and by shape as well.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
SHAPES = {"estimate": "circle", "assertion": "diamond", "limit": "square"}
QUERY = """
SELECT place_en AS place, claim_type, source_publisher AS publisher, printed, hectares,
  coalesce(period_start, DATE '2012-07-01')::VARCHAR AS first_day,
  coalesce(period_end, DATE '2022-06-30')::VARCHAR AS last_day
FROM (SELECT *, value_base_unit AS hectares FROM figures_flat)
WHERE measure = 'level' AND base_unit = 'har' AND unit = 'har' AND claim_type IN ('estimate', 'assertion', 'limit')
  AND text_line IS NOT NULL AND place_en IN ('Peru', 'Bolivia')
  AND indicator_en <> 'Coca area eradicated' AND period IS NOT NULL
ORDER BY place, first_day, figure_id
"""


def claims(root: Path) -> list[dict[str, Any]]:
    """Return the claims to draw, with the middle of their period and on which side their words stand."""
    connection = store.open_store(package.read(root))
    create_views(connection)
    result = connection.execute(QUERY)
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for row in rows:
        row["middle"] = _middle(row["first_day"], row["last_day"])
        row["below"] = any(_crowds(other, row) for other in rows)
    return rows


def specification(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Vega-Lite specification: a mark a claim, as wide as its period, with its printed words."""
    hectares = {"field": "hectares", "type": "quantitative", "title": "hectares", "scale": {"zero": True}}
    who = {"field": "publisher", "scale": {"range": COLOURS}, "title": "document"}
    year = {"type": "temporal", "title": None, "axis": {"format": "%Y", "tickCount": "year"}}
    shape = {"field": "claim_type", "scale": {"domain": list(SHAPES), "range": list(SHAPES.values())}, "title": "claim"}
    words = {"x": {"field": "middle", **year}, "text": {"field": "printed"}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": "Coca area as the documents tell it",
            "subtitle": "Each mark is one claim, as wide as its period, with the words that are printed; "
            "marks that reach the edge are open. Claims are not joined.",
            "anchor": "start",
        },
        "data": {"values": rows},
        "facet": {"row": {"field": "place", "title": None, "sort": ["Peru", "Bolivia"]}},
        "spec": {
            "width": 760,
            "height": 190,
            "encoding": {"y": hectares, "color": who},
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.45},
                    "encoding": {"x": {"field": "first_day", **year}, "x2": {"field": "last_day"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 70},
                    "encoding": {"x": {"field": "middle", **year}, "shape": shape},
                },
                *(
                    {
                        "transform": [{"filter": f"datum.below === {below}"}],
                        "mark": {"type": "text", "dy": dy, "fontSize": 11},
                        "encoding": words,
                    }
                    for below, dy in (("false", -11), ("true", 13))
                ),
            ],
        },
        "config": {"font": "sans-serif", "view": {"stroke": None}, "background": "white"},
    }


def _middle(first: str, last: str) -> str:
    low, high = date.fromisoformat(first), date.fromisoformat(last)
    return str(low + (high - low) // 2)


def _crowds(other: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether another claim stands so close above that the words of this one belong below it."""
    overlap: bool = other["first_day"] <= row["last_day"] and row["first_day"] <= other["last_day"]
    gap: float = other["hectares"] - row["hectares"]
    return overlap and bool(other["place"] == row["place"]) and 0 < gap < 6000


def draw(root: Path) -> str:
    """Return the picture as SVG."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(specification(claims(root)))
    return svg + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the picture, or with ``--check`` say whether the one in the repository is that of the tables."""
    parser = argparse.ArgumentParser(prog="python -m release.picture", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if the picture is out of date")
    options = parser.parse_args(arguments)
    svg = draw(ROOT)
    if options.check:
        fresh = FILE.is_file() and FILE.read_text(encoding="utf-8") == svg
        print("the picture is that of the tables" if fresh else "out of date; run: nox -s picture", file=sys.stderr)
        return 0 if fresh else 1
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(svg, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
