"""Where a rule found what it looks for."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A table (blank for the package), a key and a column (blank where the whole table is meant), and what is told."""

    table: str
    key: str = ""
    column: str = ""
    told: str = ""
