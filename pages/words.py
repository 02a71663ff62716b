"""Every word of the interface in English and Spanish; a missing one is an error, never a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from andean_coca import tables

Row = Mapping[str, str]
LANGUAGES = ("en", "es")
HERE = Path(__file__).parent
FILE = HERE / "words.csv"
SPANISH = HERE / "spanish.csv"
_USED = re.compile(r"""\b(?:t|words)\(\s*"([a-z0-9_.]*[a-z0-9_])\"""")


class MissingWordError(LookupError):
    """A word, or a label of a row, stands in no language or in one only; the message names it."""


@cache
def load(file: Path = FILE) -> dict[str, dict[str, str]]:
    """Return the words of the interface, by language and key.

    Raises:
        MissingWordError: a key lacks a language, or comes twice.
    """
    _, rows = tables.read_file(file)
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for row in rows:
        for language in LANGUAGES:
            if not row[language] or row["key"] in found[language]:
                raise MissingWordError(f"{file.name}: {row['key']} has no {language} word, or comes twice")
            found[language][row["key"]] = row[language]
    return found


@cache
def spanish() -> dict[str, str]:
    """Return the Spanish of texts that the package holds in English alone: titles of tables, columns and checks."""
    return {row["en"]: row["es"] for row in tables.read_file(SPANISH)[1]}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = load()[language]

    def __call__(self, key: str, **values: object) -> str:
        """Return the word of a key, with the values put in; ``one|many`` is told apart by ``n``.

        Raises:
            MissingWordError: there is no such key.
        """
        if key not in self._texts:
            raise MissingWordError(f"{FILE.name}: no {key}")
        if not values:
            return self._texts[key]
        one, _, many = self._texts[key].partition("|")
        return (many if many and str(values.get("n")) != "1" else one).format_map(values)

    def get(self, key: str) -> str:
        """Return the word of a key that need not be there; blank if it is not, or is a dash."""
        return self._texts.get(key, "").removeprefix("-")

    def of(self, row: Row, name: str = "label") -> str:
        """Return the text of a row in this language, from its column of that name and language.

        Raises:
            MissingWordError: the other language has a text, and this one none.
        """
        other = "es" if self.language == "en" else "en"
        # Notes of some tables carry no language in the name of their English column.
        ours, theirs = (row[_column(row, name, language)] for language in (self.language, other))
        if theirs and not ours:
            raise MissingWordError(f"{next(iter(row.values()))}: {name} is told in {other}, and not in {self.language}")
        return ours

    def code(self, table: str, column: str, code: str) -> str:
        """Return the word for a code of a column; blank for a blank cell."""
        return self(f"code.{table}.{column}.{code}") if code else ""

    def told(self, english: str) -> str:
        """Return a text that the package holds in English alone, in this language.

        Raises:
            MissingWordError: it has no Spanish.
        """
        if self.language == "en" or not english:
            return english
        if english not in spanish():
            raise MissingWordError(f"{SPANISH.name}: no Spanish for {english!r}")
        return spanish()[english]


def _column(row: Row, name: str, language: str) -> str:
    return f"{name}_{language}" if f"{name}_{language}" in row else name


def gaps(rows: Mapping[str, list[dict[str, str]]], schemas: Mapping[str, dict[str, Any]]) -> list[str]:
    """Return what a label is missing for, in words: keys, codes, and cells that one language has and the other not."""
    try:
        texts = load()["en"]
    except MissingWordError as error:
        return [str(error)]
    wanted = [*_codes(schemas), *_ids(rows), *(key for key, _ in used())]
    found = [f"{FILE.name}: no {key}" for key in dict.fromkeys(wanted) if key not in texts]
    return found + list(_halves(rows))


def used() -> Iterator[tuple[str, str]]:
    """Yield each key that templates and code name, and the file that does."""
    for path in sorted([*HERE.glob("templates/*"), *HERE.glob("*.py")]):
        for key in _USED.findall(path.read_text(encoding="utf-8")):
            yield key, path.name


def _codes(schemas: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    for table, schema in schemas.items():
        for field in schema["fields"]:
            for code in field.get("constraints", {}).get("enum", []):
                yield f"code.{table}.{field['name']}.{code}"


def _ids(rows: Mapping[str, list[dict[str, str]]]) -> Iterator[str]:
    yield from (f"noun.{row['indicator_id']}" for row in rows["indicators"])
    yield from (f"amount.{row['unit_id']}" for row in rows["units"])


def _halves(rows: Mapping[str, list[dict[str, str]]]) -> Iterator[str]:
    for table, found in rows.items():
        pairs = [(name.removesuffix("_es"), name) for name in (found[0] if found else ()) if name.endswith("_es")]
        for stem, spanish_name in pairs:
            english = stem if stem in found[0] else f"{stem}_en"
            for row in found:
                if bool(row[english]) != bool(row[spanish_name]):
                    yield f"{table}[{next(iter(row.values()))}]: {english} and {spanish_name} are not both filled"
