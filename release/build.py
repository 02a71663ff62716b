"""Check the package, build its release beside ``dist/``, prove it, and only then put it in place."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from checks.output.text import as_text
from checks.run import check
from release import archive, derived, descriptor

ROOT = Path(__file__).resolve().parent.parent
# A release has a README of its own: commands of the checkout would not run there.
DOCUMENTS = {
    "LICENSE": "LICENSE",
    "LICENSE-DATA": "LICENSE-DATA",
    "SECURITY.md": "SECURITY.md",
    "release/README.md": "README.md",
}


def build(root: Path, target: Path) -> list[str]:
    """Write every artefact of the package in ``root`` into the new folder ``target``; return their names."""
    target.mkdir()
    head = descriptor.released(root)
    descriptor.write_json(target / "datapackage.json", head)
    for resource in head["resources"]:
        for name in (resource["path"], resource["schema"]):
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(root / name, target / name)
    for name, released in DOCUMENTS.items():
        shutil.copyfile(root / name, target / released)
    derived.write_derived(root, target / "derived")
    members = sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())
    archive.write_zip(target / f"{target.name}.zip", target, members)
    names = sorted([*members, f"{target.name}.zip"])
    sums = [f"{hashlib.sha256((target / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (target / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    return [*names, "SHA256SUMS"]


def prove(target: Path) -> None:
    """Unpack the zip in an empty folder and check it there with frictionless and with our own checks.

    Raises:
        RuntimeError: the unpacked package does not pass.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(target / f"{target.name}.zip") as archived:
            archived.extractall(folder)
        report = check(folder, fast=True)
        if any(f.severity != "info" for f in report.findings):  # what is waived is info
            raise RuntimeError("the unpacked zip does not pass the checks:\n" + as_text(report))
        command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError("frictionless does not pass the unpacked zip:\n" + run.stdout + run.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the release of this checkout; the exit code says whether it stands in ``dist/``."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument(
        "--sources", type=Path, metavar="DIR", help="folder with the source texts, to check the evidence against"
    )
    parser.add_argument(
        "--dist", type=Path, default=ROOT / "dist", metavar="DIR", help="where releases go (default: dist)"
    )
    options = parser.parse_args(arguments)
    print("checking the package ...", flush=True)
    report = check(ROOT, sources=options.sources)
    print(as_text(report))
    if not report.ok:
        print("no release: mend the findings first", file=sys.stderr)
        return 1
    version = json.loads((ROOT / "datapackage.json").read_bytes())["version"]
    name = f"andean-coca-{version}"
    options.dist.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.dist, prefix=".building-") as work:
        target = Path(work) / name
        print("building the artefacts ...", flush=True)
        artefacts = build(ROOT, target)
        print("unpacking the zip in an empty folder and checking it there ...", flush=True)
        prove(target)
        final = options.dist / name
        if final.exists():
            shutil.rmtree(final)
        target.rename(final)
    for artefact in artefacts:
        print(f"{(final / artefact).stat().st_size:>10,}  {artefact}")
    print(f"released {name} into {final}")
    return 0
