"""A cell as text and as a value: one law for every typed artefact, exact in both directions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

Value = str | int | float | bool | date | None

TYPED: dict[str, Callable[[str], Value]] = {
    "string": str,
    "integer": int,
    "number": float,
    "date": date.fromisoformat,
    "boolean": "true".__eq__,
}


def text(kind: str, value: object) -> str:
    """Return the canonical cell of a value: blank for none, no exponent, no trailing zero."""
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("integer", "number"):
        return _number(value)
    if isinstance(value, date):  # also a reader's midnight of the day
        return value.isoformat()[:10]
    return str(value)


def _number(value: object) -> str:
    written = f"{Decimal(repr(value) if isinstance(value, float) else str(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
