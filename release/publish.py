"""Whether this checkout may be published after the last release, and the steps before and after.

Without an option what stands against it is printed, and the exit code is 1 if there is anything. ``--prepare`` raises
the version, and writes the table of changes, the notes and the ledger. ``--keep`` puts what was published into
``releases/``, in the place of the release before.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from checks.codes import Code
from checks.findings import Finding
from release import changes, ledger, notes
from release.bump import Bump, bump
from release.differences import Difference, differences
from release.notes import Notes
from release.rules_of_rows import changed_values
from release.states import DESCRIPTOR, ROOT, Row, State, last_release, load, parse_version, write_version

_PREPARE = "python -m release.publish --prepare"
_ALL = (
    Code("PUB001", "The version is as large as what changed asks for", _PREPARE, example="a new column in 0.1.1"),
    Code("PUB002", "No version is skipped", "declare the next version", example="0.4.0 after 0.2.0"),
    Code("PUB003", "The same version has the same bytes", _PREPARE, example="a note changed, and 0.1.0 as before"),
    Code(
        "PUB004",
        "Something differs from the last release",
        "nothing is to be published: to build the same again, python -m release",
        example="0.1.1 with the bytes of 0.1.0",
    ),
    Code("PUB005", "The changelog tells the version", _PREPARE, example="CHANGELOG.md without a section 0.2.0"),
    Code("PUB006", "Every fragment is in the changelog", _PREPARE, example="changes.d/areas.data.md is still there"),
    Code(
        "PUB007",
        "Every changed value has its reason",
        "python -m release.changes --write, then fill in the reason",
        example="figures[F-0066].value = 49900, and no entry in data/changes.csv",
    ),
    Code(
        "PUB008",
        "Every entry of this version tells a change",
        "python -m release.changes --write",
        example="an entry for a cell that has the value of the last release",
    ),
)
CODES = {code.code: code for code in _ALL}


def publishable(old: State, new: State, told: Notes) -> list[Finding]:
    """Return what stands against publishing a state after the last release; nothing if it may be.

    Args:
        old: the last release.
        new: the state to publish.
        told: the notes that go with it.
    """
    difference = differences(old, new)
    asked = bump(difference)
    version = write_version(new.version)
    if asked.level == "NONE":
        return [CODES["PUB004"].finding(DESCRIPTOR, "a difference", field="version", got=version)]
    found = [*_version(asked)]
    if not told.section(version):
        found.append(CODES["PUB005"].finding("CHANGELOG.md", f"a section ## {version}"))
    found += [CODES["PUB006"].finding(f"changes.d/{name}", "no fragment at a release") for name in told.fragments]
    return [*found, *_reasons(difference)]


def _version(asked: Bump) -> Iterator[Finding]:
    version, smallest = write_version(asked.new), write_version(asked.smallest)
    if asked.new == asked.old:
        code, expected = "PUB003", smallest
    elif asked.new < asked.smallest:
        code, expected = "PUB001", f"{smallest} or more, for {asked.level}"
    elif asked.skips:
        code, expected = "PUB002", smallest
    else:
        return
    yield CODES[code].finding(DESCRIPTOR, expected, field="version", got=version)


def _reasons(difference: Difference) -> Iterator[Finding]:
    """Values without a reason, and reasons of this version without a changed value."""
    new = difference.new
    current = {
        (row["table"], row["key"], row["column"]): row
        for row in new.rows("changes").values()
        if parse_version(row["version"]) > difference.old.version
    }
    for table, key, cell in changed_values(difference):
        current.pop((table, key, cell.column), None)
        if difference.reason(table, key, cell) is None:
            entry = [
                write_version(new.version),
                table,
                key,
                cell.column,
                cell.old,
                cell.new,
                "CODE",
                "WHY",
                "POR QUÉ",
                "",
            ]
            line = ",".join(entry)
            yield CODES["PUB007"].finding(changes.FILE, f"the row {line}", key=f"{table}|{key}", field=cell.column)
    for row in current.values():
        if not difference.buried(row["table"], row["key"]):
            yield CODES["PUB008"].finding(changes.FILE, "no entry", key=_key(row), got=row["new"])


def _key(row: Row) -> str:
    return "|".join(row[name] for name in ("version", "table", "key", "column"))


def findings(root: Path) -> list[Finding]:
    """Return what stands against publishing a checkout, its ids included.

    Raises:
        ValueError: the checkout or its last release cannot be read.
    """
    old, new = load(str(last_release(root))), load(str(root))
    return [*publishable(old, new, notes.read(root)), *ledger.findings(root, complete=True)]


def prepare(root: Path, wanted: str = "") -> None:
    """Raise the version of a checkout, and write its table of changes, its notes and its ledger.

    Raises:
        ValueError: a fragment or the ids are wrong, or the package cannot be read.
    """
    old, new = load(str(last_release(root))), load(str(root))
    asked = bump(differences(old, new))
    if wanted or not asked.allowed:
        _declare(root, wanted or write_version(asked.smallest))
    changes.write(root, changes.entries(old, load(str(root))))
    asked = bump(differences(old, load(str(root))))
    rules = dict.fromkeys(cause.rule for cause in asked.causes if cause.level == asked.level)
    named = ", ".join(f"`{rule}`" for rule in rules)
    against = f"Against {write_version(asked.old)} this is {asked.level} ({named})."
    told = notes.read(root)
    text = notes.folded(told, write_version(asked.new), against)
    (root / "CHANGELOG.md").write_text(text, encoding="utf-8", newline="\n")
    for name in told.fragments:
        (root / "changes.d" / name).unlink()
    ledger.write(root)


def _declare(root: Path, version: str) -> None:
    """Write a version into the descriptor and nothing else."""
    parse_version(version)
    raw = (root / DESCRIPTOR).read_text(encoding="utf-8")
    declared = json.loads(raw)["version"]
    raw = raw.replace(f'"version": "{declared}"', f'"version": "{version}"', 1)
    (root / DESCRIPTOR).write_text(raw, encoding="utf-8", newline="\n")


def keep(root: Path) -> Path:
    """Put descriptor, schemas, tables and ledger of a checkout into ``releases/``; return the folder.

    Raises:
        ValueError: something stands against publishing it.
    """
    if found := findings(root):
        raise ValueError(f"{found[0].code} {found[0].detail}; {found[0].fix}")
    before, state = last_release(root), load(str(root))
    folder = root / "releases" / write_version(state.version)
    names = [name for r in state.descriptor["resources"] for name in (r["path"], r["schema"])]
    for name in (DESCRIPTOR, *names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, folder / name)
    shutil.copyfile(root / ledger.FILE, folder / Path(ledger.FILE).name)
    shutil.rmtree(before)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Say what stands against publishing, prepare it, or keep what was published."""
    parser = argparse.ArgumentParser(prog="python -m release.publish", description=__doc__)
    step = parser.add_mutually_exclusive_group()
    step.add_argument("--prepare", action="store_true", help="raise the version; write changes, notes and ledger")
    step.add_argument("--keep", action="store_true", help="put what was published into releases/")
    parser.add_argument("--version", default="", metavar="X.Y.Z", help="with --prepare: this version, if it is allowed")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        if options.keep:
            print(f"kept {keep(options.root).name}")
            return 0
        if options.prepare:
            prepare(options.root, options.version)
        found = findings(options.root)
        version = write_version(load(str(options.root)).version)
    except ValueError as error:
        print(f"publish: {error}", file=sys.stderr)
        return 2
    for finding in found:
        print(f"{finding.code} {finding.file} {finding.detail}\n    {finding.fix}")
    print(f"{version} may not be published: {len(found)} findings" if found else f"{version} may be published")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
