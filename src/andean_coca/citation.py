"""How to cite one row: as a sentence, for BibTeX, or as CSL JSON; standard library alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from andean_coca.place import Place
from andean_coca.words import Row, Told

_LATEX = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says of a row: the record and its version, who makes it, the row, and the document behind it.

    ``key`` is blank for the whole record, ``document`` for a row that no single document is behind, ``address`` where
    the row has none.
    """

    title: str
    version: str
    licence: str
    maker: str
    key: str
    document: str = ""
    address: str = ""

    @property
    def note(self) -> str:
        """The licence, and the document that is cited."""
        return f"{self.licence}. Cites: {self.document}" if self.document else f"{self.licence}."

    @property
    def id(self) -> str:
        """An identifier for lists of references."""
        return f"andean-coca-{self.version}{f'-{self.key}' if self.key else ''}"


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
    told = Told(figure_id, root)
    return STYLES[style](cited(told.descriptor, figure_id, document(told.source, told.evidence)))


def cited(descriptor: Mapping[str, Any], key: str, document: str = "", address: str = "") -> Cited:
    """Return what a citation says of a row of the package that a descriptor describes."""
    return Cited(
        title=str(descriptor["title"]),
        version=str(descriptor["version"]),
        licence=str(descriptor["licenses"][0]["name"]).replace("CC-BY-", "CC BY "),
        maker=str(descriptor["contributors"][0]["title"]),
        key=key,
        document=document,
        address=address,
    )


def document(source: Row, evidence: Row | None = None) -> str:
    """Return a document in one line, with the line and the evidence that stands in it, if that is given."""
    parts = (source["author"], f"“{source['title']}”", source["publisher"], source["published"], source["url"])
    told = ", ".join(part for part in parts if part)
    if evidence is None:
        return told
    line = f", line {evidence['line']}" if evidence["line"] else ""
    return f"{told}{line} ({evidence['evidence_id']})"


def _plain(row: Cited) -> str:
    where = f" {row.address}" if row.address else ""
    part = f", row {row.key}" if row.key else ""
    return f"{row.title}, version {row.version}{part}. {row.note}{where}"


def _bibtex(row: Cited) -> str:
    fields = {
        "author": "{" + _latex(row.maker) + "}",
        "title": "{" + _latex(row.title) + "}",
        "version": row.version,
        **({"howpublished": f"row {row.key}"} if row.key else {}),
        "note": _latex(row.note),
    }
    fields |= {"url": row.address} if row.address else {}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{row.id},", *lines, "}"])


def _csl(row: Cited) -> str:
    value: dict[str, Any] = {
        "id": row.id,
        "type": "dataset",
        "title": row.title,
        "author": [{"literal": row.maker}],
        "version": row.version,
        **({"section": row.key} if row.key else {}),
        "note": row.note,
    }
    value |= {"URL": row.address} if row.address else {}
    return json.dumps([value], ensure_ascii=False, indent=2)


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)


STYLES: dict[str, Callable[[Cited], str]] = {"plain": _plain, "bibtex": _bibtex, "csl-json": _csl}
