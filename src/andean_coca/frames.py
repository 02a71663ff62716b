"""The record in polars and DuckDB, with the types of its schemas; each is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from andean_coca.place import Place, Release
from andean_coca.types import TYPES

if TYPE_CHECKING:
    import duckdb
    import polars


def to_polars(
    table: str, root: Place = None, *, version: str | None = None, sha256: str | None = None
) -> polars.DataFrame:
    """Return a table as a polars frame; arguments and errors as of ``load``, blank cells are null."""
    import polars as pl

    path, types = Release(root, version, sha256).table(table)
    kinds = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date, "boolean": pl.Boolean}
    return pl.read_csv(path, schema={name: kinds[kind] for name, kind in types.items()})


def to_duckdb(
    root: Place = None, *, version: str | None = None, sha256: str | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection in memory with every table in it; arguments and errors as of ``load``."""
    import duckdb

    release = Release(root, version, sha256)
    connection = duckdb.connect()
    for name in release.resources:
        path, types = release.table(name)
        kinds = ", ".join(f"'{column}': '{TYPES[kind].sql}'" for column, kind in types.items())
        file = str(path).replace("'", "''")
        connection.execute(
            f"CREATE TABLE \"{name}\" AS FROM read_csv('{file}', header = true, delim = ',', quote = '\"', "
            f"escape = '\"', nullstr = '', columns = {{{kinds}}})"
        )
    return connection
