"""A typed Parquet file a table, written and read as a stream of row groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from release.artefacts.source import Source, Table, Tables, typed_back

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 100_000
# All that a later pyarrow could decide anew is said here; its own version still stands in the file.
OPTIONS: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "data_page_size": 1 << 20,
}


def write(source: Source, target: Path) -> list[str]:
    """Write ``parquet/<table>.parquet``; titles, descriptions and units stand in the metadata of the columns."""
    import pyarrow.parquet as pq

    (target / "parquet").mkdir()
    names = []
    for table in source.tables:
        name = f"parquet/{table.name}.parquet"
        schema = _schema(source, table)
        with pq.ParquetWriter(target / name, schema, **OPTIONS) as writer:
            for group in _groups(table, schema):
                writer.write_table(group, row_group_size=ROWS)
        names.append(name)
    return names


def read_back(source: Source, target: Path) -> Tables:
    """Read every file, batch by batch."""
    import pyarrow.parquet as pq

    for table in source.tables:
        with pq.ParquetFile(target / "parquet" / f"{table.name}.parquet") as file:
            yield table.name, typed_back(table, _rows(file))


def _rows(file: Any) -> Iterator[tuple[Any, ...]]:
    for batch in file.iter_batches(batch_size=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _schema(source: Source, table: Table) -> pa.Schema:
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    fields = [
        pa.field(
            field["name"],
            types[field["type"]],
            nullable=not field.get("constraints", {}).get("required", False),
            metadata={key: field[key] for key in ("title", "description", "description_es", "unit") if key in field},
        )
        for field in table.fields
    ]
    return pa.schema(fields, {"title": table.title, "description": table.description, "version": source.version})


def _groups(table: Table, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the table in parts of ``ROWS`` rows, whatever the parts are in which the text is read."""
    import pyarrow as pa
    from pyarrow import csv

    reader = csv.open_csv(
        table.path,
        # One thread: the parts arrive in order, and no more of them than are written.
        read_options=csv.ReadOptions(use_threads=False, block_size=1 << 22),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={field.name: field.type for field in schema},
            null_values=[""],
            strings_can_be_null=True,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    waiting = schema.empty_table()
    for batch in reader:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(schema)])
        while waiting.num_rows >= ROWS:
            yield waiting.slice(0, ROWS)
            waiting = waiting.slice(ROWS)
    if waiting.num_rows:
        yield waiting.combine_chunks()
