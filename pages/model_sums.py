"""Derivations with their computation shown: the operands, the operation, what comes out and what is printed."""

from __future__ import annotations

from typing import Any

from pages import sentences_numbers as numbers
from pages.model import Record, Row
from pages.words import Words

# How each kind is written, with the operands a and b; sums join all of theirs.
_WRITTEN = {
    "percent_change": "({a} \u2212 {b}) ÷ {b} \u00d7 100",
    "difference": "{a} \u2212 {b}",
    "ratio": "{a} ÷ {b}",
    "share": "100 \u00d7 {a} ÷ {b}",
}


def computation(record: Record, row: Row, words: Words) -> dict[str, Any]:
    """Return a derivation as its title, the computation in one line, the verdict, and the figures that take part."""
    operands = [one["figure_id"] for one in record.rows("derivation_operands", "derivation_id", row["derivation_id"])]
    figures = [record.row("figures", key) if key else None for key in operands]
    result = record.row("figures", row["result_figure_id"])
    line, value = _computed(record, row["kind"], figures, result, words.language)
    if value is not None:
        told = numbers.in_unit("", result["unit_id"], words, numbers.rounded(value, 2, words.language))
        line = words("sum.gives", line=line, value=told)
    return {
        "id": row["derivation_id"],
        "title": words("sum.title", id=row["derivation_id"], kind=words.code("derivations", "kind", row["kind"])),
        "computation": words("sum.printed", line=line, value=numbers.amount(result, words)),
        "verdict": words.code("derivations", "verdict", row["verdict"]),
        "code": row["verdict"],
        "note": words.of(row, "note"),
        "figures": list(dict.fromkeys(key for key in (*operands, row["result_figure_id"]) if key)),
    }


def _computed(
    record: Record, kind: str, figures: list[Row | None], result: Row, language: str
) -> tuple[str, float | None]:
    """The computation in one line, and what comes out; nothing where an operand is nowhere printed."""
    shown = [numbers.number(one["value"], language) if one and one["value"] else "?" for one in figures]
    known = [float(one["value"]) for one in figures if one and one["value"]]
    whole = len(known) == len(figures)
    if kind == "unit_conversion":
        factors = [record.row("units", one["unit_id"])["factor"] for one in (figures[0] or result, result)]
        signed = zip("\u00d7÷", factors, strict=True)
        steps = [f"{sign} {numbers.number(factor, language)}" for sign, factor in signed if factor != "1"]
        value = known[0] * float(factors[0]) / float(factors[1]) if whole else None
        return " ".join([shown[0], *steps]), value
    if kind == "sum":
        return " + ".join(shown), sum(known) if whole else None
    line = _WRITTEN[kind].format(a=shown[0], b=shown[1])
    if not whole:
        return line, None
    first, second = known
    values = {
        "percent_change": 100 * (first - second) / second,
        "difference": first - second,
        "ratio": first / second,
        "share": 100 * first / second,
    }
    return line, values[kind]
