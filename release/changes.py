"""The table of changes: an entry for each value that differs from the last release, to which people give the reason.

Without ``--write`` the entries that still lack a reason are printed; the exit code is 1 if there are any. Entries of
released versions are never touched.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from andean_coca import tables
from release.bump import bump
from release.differences import REASON, differences
from release.rules_of_rows import changed_values
from release.states import ROOT, Row, State, last_release, load, parse_version, write_version

FILE = "data/changes.csv"


def entries(old: State, new: State) -> list[Row]:
    """Return the table of changes as it must be: released entries, and one for each value that differs from the last.

    A reason that was given stays while the new value is the same.
    """
    difference = differences(old, new)
    version = write_version(max(new.version, bump(difference).smallest))
    past = [row for row in new.rows("changes").values() if parse_version(row["version"]) <= old.version]
    given = {
        (row["table"], row["key"], row["column"], row["new"]): row
        for row in new.rows("changes").values()
        if row not in past
    }
    found = []
    for table, key, cell in changed_values(difference):
        cells = {"version": version, "table": table, "key": key, "column": cell.column}
        given_before = given.get((table, key, cell.column, cell.new), {})
        found.append(given_before | cells | {"old": cell.old, "new": cell.new})
    return [*past, *found]


def write(root: Path, rows: list[Row]) -> None:
    """Write the table of changes of a checkout."""
    schema = load(str(root)).tables["changes"]
    tables.write_file(root / FILE, list(schema.columns), rows, schema.key)


def lacking(rows: list[Row]) -> list[Row]:
    """Return the entries that have no full reason."""
    return [row for row in rows if not all(row.get(name) for name in REASON)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the table of changes up to date, or say what it lacks."""
    parser = argparse.ArgumentParser(prog="python -m release.changes", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write the entries into {FILE}")
    parser.add_argument(
        "--only", default="", metavar="TABLE[.COLUMN]", help="with --code: entries to give the reason to (default: all)"
    )
    parser.add_argument("--code", help="kind of reason for the entries that have none")
    parser.add_argument("--en", default="", help="the reason in English")
    parser.add_argument("--es", default="", help="the reason in Spanish")
    parser.add_argument("--evidence", default="", metavar="ID", help="the place in a document that shows the new value")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        rows = entries(load(str(last_release(options.root))), load(str(options.root)))
    except ValueError as error:
        print(f"changes: {error}", file=sys.stderr)
        return 2
    if options.code:
        reason = {"reason_code": options.code, "reason_en": options.en, "reason_es": options.es}
        for row in lacking(rows):
            if f"{row['table']}.{row['column']}.".startswith(f"{options.only}." if options.only else ""):
                row.update(reason, evidence_id=options.evidence)
    if options.write:
        write(options.root, rows)
    for row in lacking(rows):
        print(f"{row['table']}[{row['key']}].{row['column']}: {row['old'] or 'blank'} → {row['new'] or 'blank'}")
    print(f"{len(rows)} changes, {len(lacking(rows))} without a reason")
    return 1 if lacking(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
