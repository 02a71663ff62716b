"""What stands in the way of a release that is to be published: each function returns its reasons."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from checks.findings import Report
from release import publish


def findings(_: Path, report: Report) -> list[str]:
    """Every finding that nobody waived."""
    left = sum(f.severity != "info" for f in report.findings)  # what is waived is info
    return [f"{left} findings are neither mended nor waived"] if left else []


def changes(root: Path, _: Report) -> list[str]:
    """A tree that is not exactly a commit."""
    run = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False)
    if run.returncode:
        return ["this is no git checkout: nobody could say which commit was released"]
    lines = run.stdout.splitlines()
    return [f"{len(lines)} files differ from the commit, first {lines[0][3:]}"] if lines else []


def score(root: Path, _: Report) -> list[str]:
    """A mutation score that is missing, or was measured on other data."""
    path = root / "mutants" / "score.json"
    if not path.is_file():
        return ["the mutation score is missing; run: nox -s mutants -- --record"]
    # The digest of mutants/record.py, which lies in a layer above this one.
    digest = hashlib.sha256()
    for table in sorted((root / "data").glob("*.csv")):
        digest.update(table.name.encode() + b"\0" + table.read_bytes())
    if json.loads(path.read_bytes()).get("data_sha256") != digest.hexdigest():
        return ["the mutation score was measured on other data; run: nox -s mutants -- --record"]
    return []


def version(root: Path, _: Report) -> list[str]:
    """A version, note, reason or id that does not fit what changed since the last release."""
    try:
        found = publish.findings(root)
    except ValueError as error:
        return [str(error)]
    told = [f"{f.code} {f.file}: got {f.got}, expected {f.expected}; {f.fix}" for f in found[:5]]
    return told + ([f"and {len(found) - 5} more: python -m release.publish"] if len(found) > 5 else [])


# A further condition is a further function here.
REFUSALS: list[Callable[[Path, Report], list[str]]] = [findings, changes, score, version]


def refusals(root: Path, report: Report) -> list[str]:
    """Return every reason not to publish the checkout in ``root``."""
    return [reason for refuse in REFUSALS for reason in refuse(root, report)]
