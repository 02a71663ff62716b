"""What a chart is: a specification in two widths, and the table that is its equal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart in one language.

    Attributes:
        name: such as ``series-SR-0001``; the same in both languages.
        language: ``en`` or ``es``.
        title: the line above it.
        description: what it shows, in words, for who cannot see it.
        note: the line under it: what, in which unit, by whom, as published when.
        spec: Vega-Lite specification for 700 pixels, its data inside; fit for the expression interpreter.
        narrow: the same for 340 pixels, laid out anew, so that its text stays legible on a telephone.
        columns: header of the table that is the chart's equal.
        rows: its rows, worded in the language.
        links: for each row an address below ``{language}/``, or ``None``.
        years: of a map, those that its parameter ``year`` can take; the drawing shows one.
    """

    name: str
    language: str
    title: str
    description: str
    note: str
    spec: Spec
    narrow: Spec
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str | None, ...]
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of a chart while it is made: a row and its link at a time."""

    columns: tuple[str, ...]
    lines: tuple[tuple[tuple[str, ...], str | None], ...]

    @classmethod
    def of(cls, columns: Iterable[str], lines: Iterable[tuple[tuple[str, ...], str | None]]) -> Sheet:
        """Return a sheet with these columns, and (cells, link) as lines."""
        return cls(tuple(columns), tuple(lines))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of each line."""
        return tuple(cells for cells, _ in self.lines)

    @property
    def links(self) -> tuple[str | None, ...]:
        """The link of each line."""
        return tuple(link for _, link in self.lines)
