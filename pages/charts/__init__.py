"""The charts of the pages: Vega-Lite specifications made from the tables, their SVG, and the table equal to each."""

from __future__ import annotations

from collections.abc import Iterator

from pages.charts import claims, maps, overview, revisions, series, timeline
from pages.charts.chart import Chart
from pages.charts.drawing import svg
from pages.charts.official import Record, Tables, read

__all__ = ["Chart", "all_charts", "read", "svg"]


def all_charts(record: Tables, language: str) -> Iterator[Chart]:
    """Yield every chart in a language.

    Args:
        record: rows by table name, as ``read`` returns them; more tables than it reads do no harm.
        language: ``en`` or ``es``.
    """
    made = Record(record)
    for kind in (overview, series, revisions, claims, timeline, maps):
        yield from kind.charts(made, language)
