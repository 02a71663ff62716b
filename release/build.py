"""Check the package, build its release beside ``dist/``, prove it, and only then put it in place."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from checks.output.text import as_text
from checks.run import check
from release import descriptor
from release.artefacts import ARTEFACTS
from release.artefacts.source import Source, UnfaithfulError
from release.prove import PROOFS, prove
from release.refusals import refusals
from release.seal import seal

ROOT = Path(__file__).resolve().parent.parent


def moment(root: Path) -> int:
    """Return when the release was made, in Unix seconds: ``SOURCE_DATE_EPOCH``, or the commit; never the clock.

    Raises:
        RuntimeError: the variable holds no such number, or there is neither the variable nor a commit.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        # Only the checkout itself: a repository around an unpacked copy has nothing to say.
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.resolve().parent)}
        command = ["git", "log", "-1", "--format=%ct"]
        try:
            run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
            given = run.stdout.strip()
        except FileNotFoundError:
            given = ""
    if not given.isdecimal():
        raise RuntimeError("no time for the release: use a git checkout, or set SOURCE_DATE_EPOCH to Unix seconds")
    return int(given)


def commit(root: Path) -> str:
    """Return the full id of the commit that a checkout is, to the last byte; blank if it is none."""
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.resolve().parent)}
    told = []
    for command in (["git", "status", "--porcelain"], ["git", "rev-parse", "--verify", "HEAD"]):
        try:
            run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return ""
        if run.returncode:
            return ""
        told.append(run.stdout.strip())
    return "" if told[0] else told[1]


def build(
    root: Path,
    target: Path,
    epoch: int,
    tell: Callable[[str, list[str], float], None] = lambda *_: None,
    commit: str = "",
) -> Source:
    """Write every artefact of the package in ``root`` into the new folder ``target``.

    ``tell`` hears name, files and seconds of each artefact; ``commit`` is what the provenance names.
    Return what the artefacts were made from.
    """
    target.mkdir()
    source = Source(root, descriptor.released(root), epoch, commit=commit)
    members: list[str] = []
    for artefact in ARTEFACTS:
        start = time.perf_counter()
        files = artefact.write(replace(source, members=tuple(members)), target)
        if not artefact.packed:
            members += files
        tell(artefact.name, files, time.perf_counter() - start)
    start = time.perf_counter()
    tell("digests", seal(source, target), time.perf_counter() - start)
    return replace(source, members=tuple(members))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the release of this checkout; the exit code says whether it stands in ``dist/``."""
    options = _options(arguments)
    print("checking the package ...", flush=True)
    report = check(ROOT, sources=options.sources)
    print(as_text(report))
    if not report.ok:
        print("no release: mend the findings first", file=sys.stderr)
        return 1
    name = f"andean-coca-{json.loads((ROOT / 'datapackage.json').read_bytes())['version']}"
    reasons = refusals(ROOT, report) if options.final or options.dry_run else []
    if options.dry_run:
        print(f"would release {name}: {', '.join(artefact.name for artefact in ARTEFACTS)}")
        print("\n".join(f"could not be published: {reason}" for reason in reasons) or "could be published")
        return 0
    if reasons:
        print("no release: " + "; ".join(reasons), file=sys.stderr)
        return 1
    try:
        final = _make(options.dist, name)
    except (RuntimeError, UnfaithfulError, OSError) as error:
        print(f"no release: {error}", file=sys.stderr)
        return 1
    print(f"released {name} into {final}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument(
        "--sources", type=Path, metavar="DIR", help="folder with the source texts, to check the evidence against"
    )
    parser.add_argument(
        "--dist", type=Path, default=ROOT / "dist", metavar="DIR", help="where releases go (default: dist)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be made and what refuses; write nothing")
    parser.add_argument("--final", action="store_true", help="to publish: refuse a tree that is not a commit, and more")
    return parser.parse_args(arguments)


def _make(dist: Path, name: str) -> Path:
    """Build and prove in a folder beside the place, then move it there in one step."""
    epoch, made_from = moment(ROOT), commit(ROOT)
    dist.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=dist, prefix=".building-") as work:
        target = Path(work).resolve() / name

        def tell(artefact: str, files: list[str], seconds: float) -> None:
            size = sum((target / file).stat().st_size for file in files)
            print(f"{artefact:<12} {size:>12,} bytes {seconds:6.1f} s  {len(files)} files", flush=True)

        source = build(ROOT, target, epoch, tell, made_from)
        print(f"{len(PROOFS)} proofs ...", flush=True)
        for proof, told, seconds in prove(source, target):
            print(f"{proof:<16} {seconds:6.1f} s  {told}", flush=True)
        final = dist / name
        if final.exists():
            final.rename(Path(work) / "before")
        target.rename(final)
    return final
