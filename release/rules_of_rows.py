"""What finds changes of tables, columns, rows and cells: one function a rule of versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from release.differences import Cell, Difference, TableDiff
from release.found import Found
from release.identity import IDENTITY, identity, is_prose, places
from release.states import State, Table

# From this part of the rows on, a changed column is another column.
REWRITTEN = 0.2
# So many numbers with one factor are no coincidence, however many rows there are.
RESCALED = 3
NUMERIC = ("integer", "number")
Pair = tuple[TableDiff, Table, Table]


def _pairs(difference: Difference) -> Iterator[Pair]:
    """Each changed table that both states have."""
    for name, diff in difference.tables.items():
        if name in difference.old.tables and name in difference.new.tables:
            yield diff, difference.old.tables[name], difference.new.tables[name]


def _gone(difference: Difference) -> list[str]:
    return [name for name in difference.old.tables if name not in difference.new.tables]


def _come(difference: Difference) -> list[str]:
    return [name for name in difference.new.tables if name not in difference.old.tables]


def _renamed_tables(difference: Difference) -> dict[str, str]:
    """Tables that are gone, with the new one that has their columns and most of their keys."""

    def same(old: Table, new: Table) -> bool:
        shared = len(old.rows.keys() & new.rows.keys())
        return old.header == new.header and 2 * shared >= max(len(old.rows), 1)

    tables = difference.old.tables, difference.new.tables
    return {o: n for o in _gone(difference) for n in _come(difference) if same(tables[0][o], tables[1][n])}


def _table_removed(difference: Difference) -> Iterator[Found]:
    yield from (Found(name) for name in _gone(difference) if name not in _renamed_tables(difference))


def _table_renamed(difference: Difference) -> Iterator[Found]:
    yield from (Found(old, told=f"now {new}") for old, new in _renamed_tables(difference).items())


def _table_added(difference: Difference) -> Iterator[Found]:
    renamed = _renamed_tables(difference).values()
    for name in _come(difference):
        if name not in renamed:
            yield Found(name, told=f"{len(difference.new.tables[name].rows):,} rows")


def _file_removed(difference: Difference) -> Iterator[Found]:
    yield from (Found("", told=f"{name} is gone") for name in _files(difference.old, difference.new))


def _file_added(difference: Difference) -> Iterator[Found]:
    yield from (Found("", told=f"{name} is new") for name in _files(difference.new, difference.old))


def _files(one: State, other: State) -> list[str]:
    """Promised files of one state that the other lacks; a checkout promises none beside its tables."""
    return sorted(one.files - other.files) if one.files and other.files else []


def _renamed_columns(pair: Pair) -> dict[str, str]:
    """Columns that are gone, with the new one that has their cells."""
    diff, old, new = pair
    shared = [(row, new.rows[key]) for key, row in old.rows.items() if key in new.rows]
    return {
        gone: come
        for gone in diff.columns_removed
        for come in diff.columns_added
        if any(row.get(gone) for row, _ in shared) and all(a.get(gone) == b.get(come) for a, b in shared)
    }


def _column_removed(difference: Difference) -> Iterator[Found]:
    for pair in _pairs(difference):
        yield from (Found(pair[0].name, column=c) for c in pair[0].columns_removed if c not in _renamed_columns(pair))


def _column_renamed(difference: Difference) -> Iterator[Found]:
    for pair in _pairs(difference):
        yield from (Found(pair[0].name, column=old, told=f"now {new}") for old, new in _renamed_columns(pair).items())


def _column_added(difference: Difference) -> Iterator[Found]:
    yield from (found for last, found in _columns_added(difference) if last)


def _column_inserted(difference: Difference) -> Iterator[Found]:
    yield from (found for last, found in _columns_added(difference) if not last)


def _columns_added(difference: Difference) -> Iterator[tuple[bool, Found]]:
    """New columns, and whether each follows every old one."""
    for pair in _pairs(difference):
        diff, old, new = pair
        last = max((new.header.index(c) for c in old.header if c in new.header), default=-1)
        for column in diff.columns_added:
            if column not in _renamed_columns(pair).values():
                yield new.header.index(column) > last, Found(diff.name, column=column)


def _column_reordered(difference: Difference) -> Iterator[Found]:
    for diff, _, _ in _pairs(difference):
        yield from (Found(diff.name, column=column) for column in diff.columns_moved)


def _row_gone(difference: Difference) -> Iterator[Found]:
    for diff, _, _ in _pairs(difference):
        yield from (Found(diff.name, key) for key in diff.removed if not difference.buried(diff.name, key))


def _row_tombstoned(difference: Difference) -> Iterator[Found]:
    for diff, _, _ in _pairs(difference):
        yield from (Found(diff.name, key) for key in diff.removed if difference.buried(diff.name, key))


def _row_added(difference: Difference) -> Iterator[Found]:
    for diff, _, _ in _pairs(difference):
        yield from (Found(diff.name, key) for key in diff.added)


def _id_reused(difference: Difference) -> Iterator[Found]:
    for table in IDENTITY:
        if table not in difference.old.tables or table not in difference.new.tables:
            continue
        for key in difference.old.tables[table].rows.keys() & difference.new.tables[table].rows.keys():
            before, after = identity(difference.old, table, key), identity(difference.new, table, key)
            parts = [part for part in before if before[part] != after[part] and _has(difference, table, part)]
            if parts and (len(parts) == len(before) > 1 or not all(_told(difference, table, key, p) for p in parts)):
                shown = "; ".join(f"{part} {before[part]} → {after[part]}" for part in parts)
                yield Found(table, key, parts[0].partition(".")[0], shown)


def _has(difference: Difference, table: str, part: str) -> bool:
    """Whether both states have the column of a part of an identity; one that is gone is told by its own rule."""
    column = part.partition(".")[0]
    return all(column in state.tables[table].header for state in (difference.old, difference.new))


def _told(difference: Difference, table: str, key: str, part: str) -> bool:
    """Whether a reason stands for a changed part of an identity."""
    for where, at, column in places(difference.new, table, key, part):
        diff = difference.tables.get(where)
        cells = diff.changed.get(at, []) if diff else []
        if any(c.column == column and difference.reason(where, at, c) for c in cells):
            return True
    return False


def _by_column(pair: Pair, *, prose: bool) -> dict[str, dict[str, Cell]]:
    """Changed cells of the columns that are prose, or of those that are not, by column and key."""
    found: dict[str, dict[str, Cell]] = {}
    for key, cells in pair[0].changed.items():
        for cell in cells:
            if not _same_number(pair[2], cell):
                found.setdefault(cell.column, {})[key] = cell
    return {column: cells for column, cells in found.items() if is_prose(pair[2], column) == prose}


def _same_number(table: Table, cell: Cell) -> bool:
    """Whether a cell holds the same number, written in another way."""
    return table.columns.get(cell.column, {}).get("type") in NUMERIC and _factor(cell) == 1


def _column_rewritten(difference: Difference) -> Iterator[Found]:
    for pair in _pairs(difference):
        rows = len(pair[1].rows.keys() & pair[2].rows.keys())
        for column, cells in _by_column(pair, prose=False).items():
            if len(cells) >= REWRITTEN * rows:
                yield Found(pair[0].name, column=column, told=f"{len(cells):,} of {rows:,} rows")


def _column_rescaled(difference: Difference) -> Iterator[Found]:
    for pair in _pairs(difference):
        for column, cells in _by_column(pair, prose=False).items():
            if pair[2].columns.get(column, {}).get("type") not in NUMERIC:
                continue
            filled = sum(bool(row.get(column)) for row in pair[1].rows.values())
            enough = len(cells) >= RESCALED or len(cells) == filled > 1
            if enough and (factor := _common([_factor(cell) for cell in cells.values()])):
                yield Found(pair[0].name, column=column, told=f"{len(cells):,} numbers x {factor:.6g}")


def _common(factors: list[Decimal | None]) -> Decimal | None:
    """The factor that all numbers share to a thousandth, since they may be rounded; ``None`` near one or if none is."""
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors) or max(known) - min(known) > abs(max(known)) / 1000:
        return None
    return known[0] if abs(known[0] - 1) > Decimal("0.01") else None


def _factor(cell: Cell) -> Decimal | None:
    """How often the old number goes into the new one; ``None`` where either is no number, or the old one is zero."""
    try:
        return (Decimal(cell.new) / Decimal(cell.old)).normalize()
    except (InvalidOperation, ZeroDivisionError):
        return None


def _value_corrected(difference: Difference) -> Iterator[Found]:
    yield from _values(difference, told=True)


def _value_unexplained(difference: Difference) -> Iterator[Found]:
    yield from _values(difference, told=False)


def _values(difference: Difference, *, told: bool) -> Iterator[Found]:
    for table, key, cell in changed_values(difference):
        if (difference.reason(table, key, cell) is not None) == told:
            yield Found(table, key, cell.column, f"{cell.old or 'blank'} → {cell.new or 'blank'}")


def changed_values(difference: Difference) -> Iterator[tuple[str, str, Cell]]:
    """Yield (table, key, cell) for every changed cell that is no prose."""
    for pair in _pairs(difference):
        for cells in _by_column(pair, prose=False).values():
            yield from ((pair[0].name, key, cell) for key, cell in cells.items())


def _prose_changed(difference: Difference) -> Iterator[Found]:
    for pair in _pairs(difference):
        for column, cells in _by_column(pair, prose=True).items():
            yield from (Found(pair[0].name, key, column) for key in cells)


def formatting(difference: Difference) -> Iterator[Found]:
    """Tables and descriptors whose bytes, order or form differ, whatever else they say."""
    old, new = difference.old, difference.new
    for name in old.tables.keys() & new.tables.keys():
        one, other = old.tables[name], new.tables[name]
        if one.raw != other.raw or one.schema != other.schema:
            yield Found(name)
    both = [[name for name in one.tables if name in other.tables] for one, other in ((old, new), (new, old))]
    if both[0] != both[1] or (old.descriptor == new.descriptor and old.raw != new.raw):
        yield Found("", told="datapackage.json")


FINDERS: dict[str, Callable[[Difference], Iterator[Found]]] = {
    "file_removed": _file_removed,
    "file_added": _file_added,
    "table_removed": _table_removed,
    "table_renamed": _table_renamed,
    "table_added": _table_added,
    "column_removed": _column_removed,
    "column_renamed": _column_renamed,
    "column_inserted": _column_inserted,
    "column_reordered": _column_reordered,
    "column_added": _column_added,
    "row_gone": _row_gone,
    "row_tombstoned": _row_tombstoned,
    "row_added": _row_added,
    "id_reused": _id_reused,
    "column_rewritten": _column_rewritten,
    "column_rescaled": _column_rescaled,
    "value_corrected": _value_corrected,
    "value_unexplained": _value_unexplained,
    "prose_changed": _prose_changed,
}
