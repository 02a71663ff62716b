"""Andean Coca Record: figures and events that documents report on coca and cocaine.

``load``, ``figures``, ``events``, ``latest``, ``as_of``, ``series``, ``claims`` and ``revisions`` return pandas
frames, ``to_polars`` and ``to_duckdb`` what they say, ``cite`` and ``explain`` speak of one figure. What each needs
is imported when it is first used, not before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from andean_coca.citation import cite
    from andean_coca.frames import to_duckdb, to_polars
    from andean_coca.reader import as_of, claims, events, figures, latest, load, revisions, series
    from andean_coca.words import explain

_HOME = {
    **dict.fromkeys(("as_of", "claims", "events", "figures", "latest", "load", "revisions", "series"), "reader"),
    **dict.fromkeys(("to_duckdb", "to_polars"), "frames"),
    "cite": "citation",
    "explain": "words",
}
__all__ = [
    "as_of",
    "cite",
    "claims",
    "events",
    "explain",
    "figures",
    "latest",
    "load",
    "revisions",
    "series",
    "to_duckdb",
    "to_polars",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"andean_coca.{_HOME[name]}"), name)
    raise AttributeError(f"module 'andean_coca' has no attribute {name!r}")
