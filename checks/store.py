"""The tables of a package in an embedded DuckDB: raw text in schema ``raw``, typed views in ``main``."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from andean_coca.types import TYPES
from checks.package import Package, Table
from checks.parallel import answers, cores

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT])(i?)B", re.IGNORECASE)


def quote(name: str) -> str:
    """Return an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def size(memory: str) -> int:
    """The bytes of a size such as ``1GB`` or ``512 MiB``.

    Raises:
        ValueError: it is none; the message says how one is written.
    """
    told = _SIZE.fullmatch(memory.strip())
    if told is None:
        raise ValueError(f"{memory!r} is no size; write it as 1GB, 1.5 GB or 512MiB")
    steps = "KMGT".index(told[2].upper()) + 1
    return int(float(told[1]) * (1024 if told[3] else 1000) ** steps)


def spill() -> Path:
    """A new folder for what memory does not hold, which is gone when the process ends."""
    folder = tempfile.mkdtemp(prefix="andean-coca-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@dataclass(frozen=True, slots=True)
class Begun:
    """A store, and large tables that are being loaded into it, if there are any."""

    store: duckdb.DuckDBPyConnection
    loaded: Future[None] | None = None


def begin(package: Package | None = None, memory: str | None = None) -> Begun:
    """Open a store. With ``memory``, load the large tables of a package in threads, while the caller reads the others.

    ``memory``, such as ``1GB``, bounds what the store holds; the rest lies on disk. What is wrong with the rows of a
    large table joins the findings of the package.
    """
    if package is None or memory is None:
        store = duckdb.connect(":memory:", config={"threads": 1})
        store.execute("CREATE SCHEMA raw")
        return Begun(store)
    store = _connect(package, memory)
    store.execute("CREATE SCHEMA raw")
    beside = ThreadPoolExecutor(1)
    loaded = beside.submit(_take, package, store.cursor(), [t for t in package.tables.values() if t.parts])
    beside.shutdown(wait=False)
    return Begun(store, loaded)


def open_store(package: Package, memory: str | None = None, begun: Begun | None = None) -> duckdb.DuckDBPyConnection:
    """Load every table of a package, or those that were not ``begun``. Each has its columns and ``_line``.

    That is the physical line. ``memory`` is what ``begin`` takes; without it large tables are not looked for.
    """
    begun = begun or begin(package, memory)
    for table in package.tables.values():
        if not table.parts:
            _load(begun.store, table)
    if begun.loaded:
        begun.loaded.result()
        package.tables = {name: table for name, table in package.tables.items() if not _broken(table)}
    return begun.store


def _take(package: Package, store: duckdb.DuckDBPyConnection, beyond: list[Table]) -> None:
    """Load large tables side by side, the longest first: two threads at one table are no faster than one."""
    from checks.engines import large

    store.execute("CREATE SCHEMA large")
    beyond.sort(key=lambda t: -sum(part.path.stat().st_size for part in t.parts))
    with ThreadPoolExecutor(1) as reader:  # reads the bytes while DuckDB reads the cells
        asked = [partial(large.take, t, [reader.submit(part.read) for part in t.parts]) for t in beyond]
        for found in answers(store, asked, cores()):
            package.findings += found
    for table in beyond:
        if not _broken(table):
            _type(store, table)


def _broken(table: Table) -> bool:
    """Whether a part of a large table could not be read to its end; then the store does not have it."""
    return any(part.broken for part in table.parts)


def _connect(package: Package, memory: str) -> duckdb.DuckDBPyConnection:
    """A store within a bound of memory. Tables that would have to be put aside lie compressed in a file at once.

    Cells take about three times the bytes of the CSV; writing them compressed costs less than putting them aside.
    """
    sizes = [sum(part.path.stat().st_size for part in t.parts) for t in package.tables.values() if t.parts]
    beyond = 3 * sum(sizes) > size(memory)
    # As many tables are loaded at once as there are cores. More threads help to compress, hardly to fill memory.
    threads = max(1, cores() // (len(sizes) if beyond else 2))
    store = duckdb.connect(str(spill() / "tables.duckdb") if beyond else ":memory:", config={"threads": threads})
    if beyond:
        store.execute("SET force_compression = 'dict_fsst'")
    store.execute(f"SET memory_limit = {literal(memory)}; SET temp_directory = {literal(str(spill()))}")
    return store


def fill(
    store: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]
) -> None:
    """Create a table from rows of Python values; ``columns`` are (name, SQL type)."""
    store.execute(f"CREATE TABLE {name} ({', '.join(f'{quote(c)} {t}' for c, t in columns)})")
    _insert(store, name, rows)


def create(store: duckdb.DuckDBPyConnection, name: str, query: str, key: str) -> None:
    """Create a table from a query. A key is kept as it is, for of its cells none repeats.

    Raises:
        duckdb.BinderException: the query names a column that is not there.
    """
    columns = store.execute(f"DESCRIBE {query}").fetchall()
    store.execute(f"CREATE TABLE {name} ({', '.join(column(c, kind, c == key) for c, kind, *_ in columns)})")
    store.execute(f"INSERT INTO {name} {query}")


def column(name: str, kind: str, unique: bool = False) -> str:
    """The definition of a column. One whose cells all differ is not compressed: that would take three times as long."""
    return f"{quote(name)} {kind}{' USING COMPRESSION uncompressed' if unique else ''}"


def _insert(store: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Sequence[object]]) -> None:
    # A hundred times faster than executemany, and twice as fast as whole columns as list parameters.
    appender = store.appender(name)
    appender.append_rows(rows)
    appender.flush()


def seal(store: duckdb.DuckDBPyConnection) -> None:
    """Take from the store every way to read or write a file or to change its settings."""
    store.execute("SET enable_external_access = false")
    store.execute("SET lock_configuration = true")


def update(store: duckdb.DuckDBPyConnection, before: Table, after: Table) -> None:
    """Bring a loaded table from one state to another: only rows that differ are written."""
    old, new = (dict(zip(t.rows.lines, t.rows.rows, strict=True)) for t in (before, after))
    changed = {line: row for line, row in new.items() if old.get(line) != row}
    stale = [line for line in old if line in changed or line not in new]
    store.execute(f"DELETE FROM raw.{quote(after.name)} WHERE list_contains(?::BIGINT[], _line)", [stale])
    _insert(store, f"raw.{quote(after.name)}", _picked(after, changed))


def _columns(table: Table) -> list[tuple[str, str]]:
    return [*((f["name"], "VARCHAR") for f in table.fields), ("_line", "BIGINT")]


def _picked(table: Table, rows: Mapping[int, list[str]]) -> Iterator[list[object]]:
    """Cells of the columns that the schema knows, blank ones as ``None``, and the line."""
    header = table.rows.header
    places = [header.index(f["name"]) if f["name"] in header else None for f in table.fields]
    for line, row in rows.items():
        yield [*(None if p is None or p >= len(row) else row[p] or None for p in places), line]


def _load(store: duckdb.DuckDBPyConnection, table: Table) -> None:
    rows = dict(zip(table.rows.lines, table.rows.rows, strict=True))
    fill(store, f"raw.{quote(table.name)}", _columns(table), _picked(table, rows))
    _type(store, table)


def _type(store: duckdb.DuckDBPyConnection, table: Table) -> None:
    known = {f["name"]: TYPES[f["type"]].sql for f in table.fields}
    casts = [quote(n) if t == "VARCHAR" else f"TRY_CAST({quote(n)} AS {t}) AS {quote(n)}" for n, t in known.items()]
    store.execute(f"CREATE VIEW {quote(table.name)} AS SELECT {', '.join(casts)}, _line FROM raw.{quote(table.name)}")
