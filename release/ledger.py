"""The ledger of ids: every id ever released, with a digest of what it stands for and since which version.

Without ``--write`` the ledger is held against the tables and against the ledger of the last release; with it, the ids
of the declared version are added. The exit code is 1 if there are findings.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from andean_coca import tables
from checks.codes import Code
from checks.findings import Finding
from release.identity import IDENTITY, digest, identity, places
from release.states import ROOT, Row, State, Version, last_release, load, parse_version, write_version

FILE = "releases/id_ledger.csv"
HEADER = ("table", "id", "identity", "first_version")
KEY = ("table", "id", "first_version")
_ALL = (
    Code(
        "LED001",
        "A released id is there, or has a tombstone",
        "add the row again, or bury it: python -m release.bury TABLE ID",
        example="delete figures[F-0066]",
    ),
    Code(
        "LED002",
        "A released id stands for what it stood for",
        "give the other thing an id of its own; if it is a correction, python -m release.changes --write asks why",
        example="places[P-0003].label_en = Bolivia",
    ),
    Code(
        "LED003",
        "The ledger only grows",
        "put back the row of the ledger as the last release has it",
        example="a row of releases/id_ledger.csv is deleted",
    ),
    Code(
        "LED004",
        "Every id of a release is in the ledger",
        "python -m release.ledger --write",
        example="F-1311 is new",
    ),
    Code(
        "LED005",
        "A tombstone stands for a released row that is gone",
        "take the tombstone out, or the row",
        example="a tombstone for F-0066, and F-0066 is still there",
    ),
)
CODES = {code.code: code for code in _ALL}
Known = dict[tuple[str, str], list[Row]]


def read(path: Path) -> list[Row]:
    """Return the rows of a ledger; none if there is no file."""
    return tables.read_file(path)[1] if path.is_file() else []


def digests(state: State) -> dict[tuple[str, str], str]:
    """Return the digest of the identity of each row that has an id, by table and id."""
    rows = ((name, key) for name in IDENTITY if name in state.tables for key in state.tables[name].rows)
    return {(name, key): digest(identity(state, name, key)) for name, key in rows}


def grown(ledger: list[Row], state: State) -> list[Row]:
    """Return the ledger with the ids, and the corrected identities, that the version of a state has first."""
    known, version = _known(ledger), write_version(state.version)
    new = (
        {"table": table, "id": key, "identity": found, "first_version": version}
        for (table, key), found in digests(state).items()
        if (table, key) not in known or known[table, key][-1]["identity"] != found
    )
    return [*ledger, *new]


def check(state: State, ledger: list[Row], kept: list[Row], *, complete: bool = False) -> list[Finding]:
    """Return what is wrong with the ids of a state.

    Args:
        state: the package.
        ledger: its ledger.
        kept: the ledger of the last release.
        complete: whether every id must be in the ledger already, as at a release.
    """
    now, known = digests(state), _known(ledger)
    graves = {(row["table"], row["id"]) for row in state.rows("tombstones").values()}
    findings = [
        CODES["LED003"].finding(FILE, " ".join(row.values()), key=f"{row['table']}|{row['id']}")
        for row in kept
        if row not in known.get((row["table"], row["id"]), [])
    ]
    for table, key in known.keys() - now.keys() - graves:
        findings.append(CODES["LED001"].finding(_file(state, table), "the row, or its tombstone", key=key))
    for table, key in graves:
        there = table in state.tables and key in state.tables[table].rows
        if there or (table in IDENTITY and (table, key) not in known):
            got = "the row is there" if there else "no release had such a row"
            findings.append(
                CODES["LED005"].finding(_file(state, "tombstones"), "a row that is gone", key=f"{table}|{key}", got=got)
            )
    for (table, key), found in now.items():
        if (table, key) in known:
            findings += _identities(state, known[table, key], found)
        elif complete:
            findings.append(CODES["LED004"].finding(FILE, f"{table} {key}", key=f"{table}|{key}"))
    return sorted(findings, key=lambda f: (f.code, f.file, f.key or ""))


def _known(ledger: list[Row]) -> Known:
    found: Known = {}
    for row in sorted(ledger, key=lambda row: parse_version(row["first_version"])):
        found.setdefault((row["table"], row["id"]), []).append(row)
    return found


def _file(state: State, table: str) -> str:
    return state.tables[table].path if table in state.tables else f"data/{table}.csv"


def _identities(state: State, rows: list[Row], now: str) -> Iterator[Finding]:
    """Each identity after the first must be that of a correction: of a cell, since the version before it."""
    table, key = rows[0]["table"], rows[0]["id"]
    steps = [row["identity"] for row in rows]
    since = [parse_version(row["first_version"]) for row in rows]
    if steps[-1] != now:
        steps.append(now)
    for before, (old, new) in zip(since, pairwise(steps), strict=False):
        if not _corrected(state, table, key, before):
            fault = CODES["LED002"]
            yield fault.finding(_file(state, table), f"the identity {old}, or a reason", key=key, got=new)


def _corrected(state: State, table: str, key: str, since: Version) -> bool:
    cells = {cell for part in IDENTITY[table] for cell in places(state, table, key, part)}
    told = state.rows("changes").values()
    return any((r["table"], r["key"], r["column"]) in cells and parse_version(r["version"]) > since for r in told)


def findings(root: Path, *, complete: bool = False) -> list[Finding]:
    """Return what is wrong with the ids of a checkout.

    Raises:
        ValueError: the package or its last release cannot be read.
    """
    kept = read(last_release(root) / Path(FILE).name)
    return check(load(str(root)), read(root / FILE), kept, complete=complete)


def write(root: Path) -> int:
    """Add the ids of a checkout to its ledger; return how many rows are new.

    Raises:
        ValueError: ids are wrong, or the declared version was released already and has other ids now.
    """
    if wrong := findings(root):
        raise ValueError(f"{wrong[0].code} {wrong[0].detail}; {wrong[0].fix}")
    state, ledger = load(str(root)), read(root / FILE)
    rows = grown(ledger, state)
    if len(rows) > len(ledger) and state.version <= parse_version(last_release(root).name):
        raise ValueError(f"{write_version(state.version)} is released: raise the version first")
    tables.write_file(root / FILE, HEADER, rows, KEY)
    return len(rows) - len(ledger)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the ledger, or let it grow."""
    parser = argparse.ArgumentParser(prog="python -m release.ledger", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"add what is new to {FILE}")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        if options.write:
            print(f"{write(options.root):,} rows added to {FILE}")
            return 0
        found = findings(options.root)
    except ValueError as error:
        print(f"ledger: {error}", file=sys.stderr)
        return 1 if options.write else 2
    for finding in found:
        print(f"{finding.code} {finding.file} {finding.detail}\n    {finding.fix}")
    print(f"{len(found)} findings on {len(read(options.root / FILE)):,} ids")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
