"""The interval of true values that a printed number stands for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

# "Nearly 60,000" is less than 60,000, and not by more than this share.
NEARLY = Decimal("0.05")


def interval(value: str | None, low: str | None, high: str | None, qualifier: str) -> tuple[float, float]:
    """Return (lowest, highest) true value of a figure in its own unit.

    A plain number is right within half a unit of its last digit that is not a trailing zero
    (49,800 is 49,750 to 49,850); below 100 every digit counts (20 is 19.5 to 20.5). A hedge opens
    the interval on its side.

    Raises:
        ArithmeticError: a cell is no finite number.
    """
    if qualifier == "range" and low is not None and high is not None:
        return float(Decimal(low)), float(Decimal(high))
    if value is None:
        return float("-inf"), float("inf")
    number = Decimal(value)
    if not number.is_finite():
        raise InvalidOperation(f"{value} is no number")
    if qualifier in ("at_least", "more_than"):
        return float(number), float("inf")
    if qualifier in ("at_most", "less_than"):
        return float("-inf"), float(number)
    if qualifier == "nearly":
        return float(number * (1 - NEARLY)), float(number)
    exponent = number.normalize().as_tuple().exponent if number else 0
    if abs(number) < 100:
        exponent = min(int(exponent), 0)
    half = Decimal(1).scaleb(int(exponent)) / 2
    return float(number - half), float(number + half)
