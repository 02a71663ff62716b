"""Andean Coca Record: figures and events that documents report on coca and cocaine.

``load``, ``latest``, ``as_of``, ``series``, ``claims`` and ``revisions`` return pandas frames; pandas is
imported when one of them is first used, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from andean_coca.reader import as_of, claims, latest, load, revisions, series

__all__ = ["as_of", "claims", "latest", "load", "revisions", "series"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from andean_coca import reader

        return getattr(reader, name)
    raise AttributeError(f"module 'andean_coca' has no attribute {name!r}")
