"""Take a released row out of a table, and leave a tombstone that says why.

The table of tombstones comes into the package with its first one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from andean_coca import tables
from release.bump import bump
from release.descriptor import write_json
from release.differences import differences
from release.states import DESCRIPTOR, ROOT, Json, Row, last_release, load, write_version

NAME = "tombstones"


def bury(root: Path, grave: Row) -> None:
    """Move a row of a checkout from its table to the tombstones.

    Raises:
        ValueError: there is no such row, or the last release had none.
    """
    state, last = load(str(root)), load(str(last_release(root)))
    table, key = grave["table"], grave["id"]
    if key not in state.rows(table):
        raise ValueError(f"there is no {table}[{key}]")
    if key not in last.rows(table):
        raise ValueError(f"{table}[{key}] was never released: delete it")
    one = state.tables[table]
    rest = [row for name, row in one.rows.items() if name != key]
    tables.write_file(root / one.path, one.header, rest, one.key)
    schema = json.loads((root / "schemas" / f"{NAME}.json").read_bytes())
    rows = [*state.rows(NAME).values(), grave]
    tables.write_file(root / "data" / f"{NAME}.csv", [f["name"] for f in schema["fields"]], rows, schema["primaryKey"])
    if NAME not in state.tables:
        _describe(root, schema)


def _describe(root: Path, schema: Json) -> None:
    """Add the resource of the tombstones, made like that of the changes."""
    descriptor = json.loads((root / DESCRIPTOR).read_bytes())
    like = next(r for r in descriptor["resources"] if r["name"] == "changes")
    words = {name: schema[name] for name in ("title", "description")}
    own = {"name": NAME, "path": f"data/{NAME}.csv", "schema": f"schemas/{NAME}.json"}
    descriptor["resources"].append(like | own | words)
    write_json(root / DESCRIPTOR, descriptor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Bury one row; exit 2 if it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m release.bury", description=__doc__)
    parser.add_argument("table", help="the table of the row")
    parser.add_argument("id", help="the key of the row")
    parser.add_argument("--code", required=True, help="kind of reason (schemas/tombstones.json)")
    parser.add_argument("--en", required=True, help="the reason in English")
    parser.add_argument("--es", required=True, help="the reason in Spanish")
    parser.add_argument("--successor", default="", metavar="ID", help="the row that says it now")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    grave = {"table": options.table, "id": options.id, "successor": options.successor}
    grave |= {"reason_code": options.code, "reason_en": options.en, "reason_es": options.es}
    try:
        old, new = load(str(last_release(options.root))), load(str(options.root))
        least = max(new.version, bump(differences(old, new)).smallest)
        # A row that is gone asks for more than a patch, whatever else differs.
        version = least if least[2] == 0 and least > old.version else (least[0], least[1] + 1, 0)
        bury(options.root, grave | {"version": write_version(version)})
    except ValueError as error:
        print(f"bury: {error}", file=sys.stderr)
        return 2
    print(f"{options.table}[{options.id}] is buried; check what pointed to it: python -m checks --fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
