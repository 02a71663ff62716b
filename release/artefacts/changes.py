"""What changed since the last release: every cell as CSV, the whole with its verdict as JSON and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from andean_coca import tables
from release import diff_output
from release.artefacts.source import Source, UnfaithfulError
from release.bump import bump
from release.differences import Difference, TableDiff, differences
from release.states import Row, State, last_release, load

HEADER = ["table", "key", "change", "column", "old", "new", "reason_code", "reason_en", "reason_es", "evidence_id"]
REASON = HEADER[6:]


def write(source: Source, target: Path) -> list[str]:
    """Write ``changes.csv``, ``changes.json`` and ``changes.md``; nothing where no release is kept to compare with."""
    difference = _difference(source)
    if difference is None:
        return []
    asked = bump(difference)
    tables.write_file(target / "changes.csv", HEADER, list(rows(difference)), HEADER[:4])
    told = {
        "changes.json": diff_output.as_json(difference, asked),
        "changes.md": diff_output.as_markdown(difference, asked),
    }
    for name, text in told.items():
        (target / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return ["changes.csv", *told]


def _difference(source: Source) -> Difference | None:
    if not (source.root / "releases").is_dir():
        return None
    return differences(load(str(last_release(source.root))), load(str(source.root)))


def rows(difference: Difference) -> Iterator[Row]:
    """Yield a row a cell: of rows that were added or removed, of columns that were added, and of changed cells."""
    for name, diff in difference.tables.items():
        for change, whole in (("added", diff.added), ("removed", diff.removed)):
            side = "new" if change == "added" else "old"
            for key, row in whole.items():
                yield from (_row(name, key, change, column, **{side: cell}) for column, cell in row.items() if cell)
        yield from _columns(difference, diff)
        for key, cells in diff.changed.items():
            for cell in cells:
                why = difference.reason(name, key, cell) or {}
                told = {column: why.get(column, "") for column in REASON}
                yield _row(name, key, "changed", cell.column, old=cell.old, new=cell.new, **told)


def _columns(difference: Difference, diff: TableDiff) -> Iterator[Row]:
    """Cells of the columns that a table gained or lost, in the rows that both states have."""
    old, new = difference.old.rows(diff.name), difference.new.rows(diff.name)
    for change, names, state in (("added", diff.columns_added, new), ("removed", diff.columns_removed, old)):
        side = "new" if change == "added" else "old"
        for key in old.keys() & new.keys():
            for column in names:
                if state[key][column]:
                    yield _row(diff.name, key, change, column, **{side: state[key][column]})


def _row(table: str, key: str, change: str, column: str, **cells: str) -> Row:
    return {**dict.fromkeys(HEADER, ""), "table": table, "key": key, "change": change, "column": column, **cells}


def validate(source: Source, target: Path) -> str:
    """Patch the last release with ``changes.csv``: what comes out has to be this one, cell by cell.

    Raises:
        UnfaithfulError: it is not.
    """
    difference = _difference(source)
    if difference is None:
        return "no release before this one is kept"
    told = tables.read_file(target / "changes.csv")[1]
    patched = _patched(difference.old, told)
    for name, table in difference.new.tables.items():
        wanted = {key: {c: cell for c, cell in row.items() if cell} for key, row in table.rows.items()}
        if patched.get(name, {}) != wanted:
            raise UnfaithfulError(f"changes.csv: {name} of the last release with its changes is not {name} of this one")
    return f"the last release with {len(told):,} changes is this one"


def _patched(old: State, told: list[Row]) -> dict[str, dict[str, Row]]:
    """Filled cells of the old state after the changes, by table, key and column."""
    state = {
        name: {key: {c: cell for c, cell in row.items() if cell} for key, row in table.rows.items()}
        for name, table in old.tables.items()
    }
    for row in told:
        cells = state.setdefault(row["table"], {}).setdefault(row["key"], {})
        if cells.get(row["column"], "") != row["old"]:
            raise UnfaithfulError(f"changes.csv: {row['table']}|{row['key']}.{row['column']} was not {row['old']!r}")
        cells[row["column"]] = row["new"]
    return {
        name: {key: kept for key, row in rows_.items() if (kept := {c: cell for c, cell in row.items() if cell})}
        for name, rows_ in state.items()
    }
