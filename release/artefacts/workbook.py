"""One XLSX workbook: a sheet that explains the columns, then a typed sheet a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from release.artefacts.cells import Value
from release.artefacts.source import Source, Table, Tables, UnfaithfulError, typed_back

EXPLAINED = ["table", "column", "title", "description", "description_es", "type", "unit"]
# Excel counts days from 1900 and believes that year to be a leap year: older days stay text.
FIRST_DAY = date(1900, 3, 1)


def write(source: Source, target: Path) -> list[str]:
    """Write ``<release>.xlsx``, row by row.

    Raises:
        UnfaithfulError: a cell is longer, or a table has more rows, than a sheet can hold.
    """
    import xlsxwriter

    name = f"{target.name}.xlsx"
    with xlsxwriter.Workbook(str(target / name), {"constant_memory": True}) as book:
        book.set_properties(
            {
                "title": f"{source.descriptor['title']} {source.version}",
                "author": "; ".join(source.creators),
                "comments": source.descriptor["description"],
                "created": datetime.fromtimestamp(source.epoch, UTC).replace(tzinfo=None),
            }
        )
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        explained: list[list[Value]] = [
            [table.name, field["name"], *(field.get(key) for key in EXPLAINED[2:])]
            for table in source.tables
            for field in table.fields
        ]
        _sheet(book.add_worksheet("columns"), EXPLAINED, explained, head, day)
        for table in source.tables:
            _sheet(book.add_worksheet(table.name), table.header, table.values(), head, day)
    return [name]


def read_back(source: Source, target: Path) -> Tables:
    """Read every sheet of a table with a reader that is not the writer's."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(target / f"{target.name}.xlsx"))
    for table in source.tables:
        if table.name not in book.sheet_names:
            continue  # whoever compares says what is missing
        yield table.name, typed_back(table, _rows(table, book.get_sheet_by_name(table.name).iter_rows()))


def _sheet(sheet: Any, header: list[str], rows: Any, head: Any, day: Any) -> None:
    for column, name in enumerate(header):
        sheet.set_column(column, column, min(40, len(name) + 6))
        sheet.write_string(0, column, name, head)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is not None and _cell(sheet, last, column, value, day):
                raise UnfaithfulError(f"{sheet.name}, row {last}, {header[column]}: more than a sheet can hold")
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(header) - 1)


def _cell(sheet: Any, row: int, column: int, value: Value, day: Any) -> int:
    """Write a cell as what it is, never as what it looks like; zero says that it fits."""
    if isinstance(value, bool):
        return int(sheet.write_boolean(row, column, value))
    if isinstance(value, (int, float)):
        return int(sheet.write_number(row, column, value))
    if isinstance(value, date) and value >= FIRST_DAY:
        return int(sheet.write_datetime(row, column, value, day))
    return int(sheet.write_string(row, column, str(value)))


def _rows(table: Table, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Leave out the header, fill short rows, and tell a whole number from one with a point."""
    width = len(table.header)
    if next(rows) != table.header:
        raise UnfaithfulError(f"{table.name}: another header")
    for row in rows:
        cells = [None if value == "" else value for value in row]
        yield cells + [None] * (width - len(cells))
