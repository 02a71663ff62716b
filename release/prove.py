"""Proofs that a built release holds: every artefact against the tables, the zip and the wheel by themselves."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from checks.output.text import as_text
from checks.run import check
from release.artefacts import ARTEFACTS, python
from release.artefacts.source import Source

PIP = ("-I", "-m", "pip", "install", "--no-compile")
OPEN_ALL = """
import json, pathlib, sys
import andean_coca
home = pathlib.Path(andean_coca.__file__).parent
assert home.is_relative_to(sys.prefix), home
tables = json.loads((home / "_data" / "datapackage.json").read_bytes())["resources"]
for table in tables:
    rows = len(andean_coca.load(table["name"]))
    assert rows == table["rows"], (table["name"], rows)
print(f"opens {len(tables)} tables")
"""


def unpacked(_: Source, target: Path) -> str:
    """Unpack the zip in an empty folder and check it there with frictionless and with our own checks.

    Raises:
        RuntimeError: the unpacked package does not pass.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".zip-") as name:
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
    return "unpacked in an empty folder, it passes our checks and frictionless"


def installed(source: Source, target: Path) -> str:
    """Install the wheel alone in a fresh environment and open every table; only its pandas is borrowed.

    Raises:
        RuntimeError: it does not install, or a table does not open; the message is that of the command.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".wheel-") as name:
        folder = Path(name).resolve()
        uv = shutil.which("uv")  # installs in a tenth of the time; pip does the same
        venv.create(folder, with_pip=uv is None, symlinks=os.name != "nt")
        paths = sysconfig.get_paths("venv", vars={"base": str(folder), "platbase": str(folder)})
        interpreter = str(Path(paths["scripts"]) / ("python.exe" if os.name == "nt" else "python"))
        borrowed = "\n".join(dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib")))
        (Path(paths["purelib"]) / "borrowed.pth").write_text(borrowed + "\n", encoding="utf-8")
        install = [uv, "pip", "install", "--no-cache", "--python", interpreter] if uv else [interpreter, *PIP]
        install += ["--quiet", "--no-index", "--no-deps", str(python.wheel(source, target))]
        for command in (install, [interpreter, "-I", "-c", OPEN_ALL]):
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if run.returncode:
                raise RuntimeError("the wheel does not work by itself:\n" + run.stdout + run.stderr)
    return f"installed in a fresh environment, it {run.stdout.strip()}"


# Those that take longest first, so that no processor waits for them in the end.
PROOFS: dict[str, Callable[[Source, Path], str]] = {
    "zip by itself": unpacked,
    "wheel by itself": installed,
    **{artefact.name: artefact.prove for artefact in sorted(ARTEFACTS, key=lambda one: one.name != "croissant")},
}


def prove(source: Source, target: Path) -> Iterator[tuple[str, str, float]]:
    """Run all proofs, two at a time; yield name, what was found and seconds of each as it ends.

    Raises:
        UnfaithfulError, RuntimeError: of the first proof that fails; the message begins with its name.
    """
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(_timed, name, source, target) for name in PROOFS]
        try:
            yield from (future.result() for future in as_completed(waiting))
        finally:
            pool.shutdown(cancel_futures=True)


def _timed(name: str, source: Source, target: Path) -> tuple[str, str, float]:
    start = time.perf_counter()
    try:
        told = PROOFS[name](source, target)
    except Exception as error:
        raise RuntimeError(f"{name}: {error}") from None
    return name, told, time.perf_counter() - start
