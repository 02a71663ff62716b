"""What every artefact is made from, and held against: the tables and the identity of one release."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from release.artefacts import cells

Row = list[str]
Tables = Iterator[tuple[str, Iterable[Row]]]


class UnfaithfulError(Exception):
    """An artefact does not say what the tables say, or breaks its standard; the message names the place."""


@dataclass(frozen=True)
class Table:
    """A table on disk, read as a stream: ten million rows take no more memory than ten."""

    name: str
    title: str
    description: str
    path: Path
    schema: dict[str, Any]

    @cached_property
    def fields(self) -> list[dict[str, Any]]:
        """Field descriptors in the order of the columns."""
        return list(self.schema["fields"])

    @property
    def header(self) -> Row:
        """Names of the columns."""
        return [field["name"] for field in self.fields]

    @property
    def types(self) -> list[str]:
        """Table Schema types of the columns."""
        return [field["type"] for field in self.fields]

    @property
    def foreign_keys(self) -> list[tuple[list[str], str, list[str]]]:
        """Columns, the table that they refer to, and its columns; a key to its own table names it."""
        keys = [(key["fields"], key["reference"]) for key in self.schema.get("foreignKeys", [])]
        return [(columns, to["resource"] or self.name, to["fields"]) for columns, to in keys]

    def rows(self) -> Iterator[Row]:
        """Yield the cells of every row as text, without the header."""
        with self.path.open("rb") as file:
            yield from read_csv(file)

    def values(self) -> Iterator[list[cells.Value]]:
        """Yield every row as values of the types of its schema, ``None`` for blank."""
        convert = [cells.TYPED[kind] for kind in self.types]
        for row in self.rows():
            yield [make(text) if text else None for make, text in zip(convert, row, strict=True)]


@dataclass(frozen=True)
class Source:
    """A package in the folder ``root``, its released descriptor, the moment of the release in Unix seconds.

    ``members`` are the files that the archives pack; ``commit`` is what it is built from, blank if that is none.
    """

    root: Path
    descriptor: dict[str, Any]
    epoch: int
    members: tuple[str, ...] = ()
    commit: str = ""

    @cached_property
    def tables(self) -> list[Table]:
        """The tables in the order of the descriptor."""
        return [
            Table(r["name"], r["title"], r["description"], self.root / r["path"], _json(self.root / r["schema"]))
            for r in self.descriptor["resources"]
        ]

    @property
    def version(self) -> str:
        """The version, which stands in the descriptor alone."""
        return str(self.descriptor["version"])

    @property
    def day(self) -> date:
        """The day of the release, in UTC."""
        return datetime.fromtimestamp(self.epoch, UTC).date()

    @property
    def licence(self) -> dict[str, str]:
        """Name (SPDX), path (address) and title of the licence of the data."""
        return dict(self.descriptor["licenses"][0])

    @property
    def creators(self) -> list[str]:
        """Who made the record."""
        return [one["title"] for one in self.descriptor["contributors"]]


def _json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_bytes())
    return value


def read_csv(file: IO[bytes]) -> Iterator[Row]:
    """Yield the rows of a CSV file, without its header, as a stream."""
    reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""), strict=True)
    next(reader)
    yield from reader


def typed_back(table: Table, rows: Iterable[Iterable[Any]]) -> Iterator[Row]:
    """Turn rows of values that an artefact holds into the cells that they came from."""
    kinds = table.types
    for row in rows:
        yield [cells.text(kind, value) for kind, value in zip(kinds, row, strict=True)]


@contextmanager
def judged_by(library: str, *errors: type[Exception]) -> Iterator[None]:
    """Turn what a library says against an artefact into our error, with the library's name."""
    try:
        yield
    except errors as error:
        raise UnfaithfulError(f"{library}: {error.__cause__ or error}") from None


def hold(source: Source, held: Tables) -> str:
    """Compare an artefact cell by cell with the tables; return how much was compared, in words.

    Raises:
        UnfaithfulError: a table, row or cell is missing, too many or different.
    """
    left = {table.name: table for table in source.tables}
    rows = total = 0
    for name, found in held:
        if name not in left:
            raise UnfaithfulError(f"{name}: no such table, or it comes twice")
        table = left.pop(name)
        for number, (ours, theirs) in enumerate(zip_longest(table.rows(), found), 1):
            if ours != theirs:
                raise UnfaithfulError(_first_difference(table, number, ours, theirs))
            rows += 1
            total += len(ours)
    if left:
        raise UnfaithfulError(f"missing: {', '.join(left)}")
    return f"{total:,} cells in {rows:,} rows as in the tables"


def _first_difference(table: Table, number: int, ours: Row | None, theirs: Row | None) -> str:
    where = f"{table.name}, row {number}"
    if ours is None or theirs is None:
        return f"{where}: {'too many rows' if ours is None else 'missing'}"
    for name, a, b in zip_longest(table.header, ours, theirs):
        if a != b:
            return f"{where}, {name}: {a!r} became {b!r}"
    return where
