"""Numbers as each language writes them, and amounts with unit and hedge in the same breath."""

from __future__ import annotations

from collections.abc import Mapping

from pages.words import Words

Row = Mapping[str, str]
# Thousands and decimals: 49,800.5 and 49 800,5 (with a narrow no-break space).
MARKS = {"en": (",", "."), "es": ("\u202f", ",")}


def number(text: str, language: str) -> str:
    """Return a number of a cell as a language writes it; blank stays blank."""
    thousands, decimal = MARKS[language]
    whole, point, part = text.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands) if whole else ""
    sign = "\u2212" if text.startswith("-") else ""
    return f"{sign}{grouped}{decimal if point else ''}{part}"


def rounded(value: float, digits: int, language: str) -> str:
    """Return a computed number with at most so many decimals."""
    return number(f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}", language)


def in_unit(text: str, unit_id: str, words: Words, shown: str = "") -> str:
    """Return a number with the name of its unit, in the singular where it is one; ``shown`` is what stands for it."""
    one, _, many = words(f"amount.{unit_id}").partition("|")
    return (one if text == "1" or not many else many).replace("{n}", shown or number(text, words.language))


def amount(figure: Row, words: Words) -> str:
    """Return what a figure says: number, unit, hedge and direction in words; blank where it says none."""
    language, unit = words.language, figure["unit_id"]
    low, value, high = figure["value_low"], figure["value"], figure["value_high"]
    if figure["qualifier"] == "range" and low and high:
        told = in_unit(high, unit, words, words("range", low=number(low, language), high=number(high, language)))
    elif value or low or high:
        told = in_unit(value or low or high, unit, words)
        told = words(f"qualifier.{figure['qualifier']}", a=told) if figure["qualifier"] else told
    else:
        return words(f"direction.{figure['direction']}") if figure.get("direction") else ""
    if not figure.get("direction"):
        return told
    kind = "by_factor" if figure["measure"] == "ratio" else "of"
    return words(f"direction.{figure['direction']}.{kind}", a=told)


def value_range(figure: Row, words: Words) -> str:
    """Return the bounds that a hedge sets, in words; blank where the number is plain."""
    language, low, high = words.language, figure["value_low"], figure["value_high"]
    if low and high:
        return words("bounds.both", low=number(low, language), high=number(high, language))
    if low:
        return words("bounds.low", low=number(low, language))
    return words("bounds.high", high=number(high, language)) if high else ""
