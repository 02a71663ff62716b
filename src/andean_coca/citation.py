"""How to cite one figure: as a sentence, for BibTeX, or as CSL JSON; standard library alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from andean_coca.place import Place
from andean_coca.words import Told

_LATEX = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}


def cite(figure_id: str, style: str = "plain", root: Place = None) -> str:
    """Return how to cite a figure, with the version of the record and the document that it is from.

    Args:
        figure_id: such as ``F-0012``.
        style: ``plain``, ``bibtex`` or ``csl-json``.
        root: folder or address of a release; by default the one that the reader came with.

    Raises:
        KeyError: there is no such figure.
        ValueError: there is no such style.
    """
    if style not in STYLES:
        raise ValueError(f"no style {style!r}; there are {', '.join(STYLES)}")
    return STYLES[style](Told(figure_id, root))


def _plain(told: Told) -> str:
    row = f"row {told.figure['figure_id']}"
    return f"{told.title}, version {told.version}, {row}. {_licence(told)}. Cites: {_document(told)}"


def _bibtex(told: Told) -> str:
    key = told.figure["figure_id"]
    fields = {
        "author": "{" + _latex(told.makers[0]["title"]) + "}",
        "title": "{" + _latex(told.title) + "}",
        "version": told.version,
        "howpublished": f"row {key}",
        "note": _latex(f"{_licence(told)}. Cites: {_document(told)}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{andean-coca-{told.version}-{key},", *lines, "}"])


def _csl(told: Told) -> str:
    key = told.figure["figure_id"]
    value: dict[str, Any] = {
        "id": f"andean-coca-{told.version}-{key}",
        "type": "dataset",
        "title": told.title,
        "author": [{"literal": maker["title"]} for maker in told.makers],
        "version": told.version,
        "section": key,
        "note": f"{_licence(told)}. Cites: {_document(told)}",
    }
    return json.dumps([value], ensure_ascii=False, indent=2)


def _licence(told: Told) -> str:
    return str(told.licence["name"]).replace("CC-BY-", "CC BY ")


def _document(told: Told) -> str:
    """The document that a figure is from, and the line."""
    source, evidence = told.source, told.evidence
    parts = (source["author"], f"“{source['title']}”", source["publisher"], source["published"], source["url"])
    line = f", line {evidence['line']}" if evidence["line"] else ""
    return ", ".join(part for part in parts if part) + line + f" ({evidence['evidence_id']})"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)


STYLES: dict[str, Callable[[Told], str]] = {"plain": _plain, "bibtex": _bibtex, "csl-json": _csl}
