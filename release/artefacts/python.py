"""Wheel and source distribution of the reader with the data inside, built by hatchling from a clean folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from release.artefacts.source import Source, Tables, read_csv
from release.artefacts.tarred import read_tar
from release.descriptor import write_json

FILES = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", "release/allowed_signers")


def write(source: Source, target: Path) -> list[str]:
    """Write wheel and sdist; both hold the descriptor of the release.

    Raises:
        RuntimeError: hatchling fails; the message is its own.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".python-") as name:
        stage = Path(name)
        _stage(source, stage)
        command = [sys.executable, "-m", "hatchling", "build", "--directory", str(stage / "built")]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source.epoch)}
        run = subprocess.run(command, cwd=stage, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError("hatchling does not build:\n" + run.stdout + run.stderr)
        built = sorted(path.name for path in (stage / "built").iterdir())
        for file in built:
            shutil.copyfile(stage / "built" / file, target / file)
    return built


def _stage(source: Source, stage: Path) -> None:
    """Copy what a distribution is made of, and nothing else that lies in the checkout."""
    write_json(stage / "datapackage.json", source.descriptor)
    names = [*FILES, *(r[key] for r in source.descriptor["resources"] for key in ("path", "schema"))]
    names += [p.relative_to(source.root).as_posix() for p in (source.root / "src" / "andean_coca").glob("*.py")]
    for name in names:
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.root / name, stage / name)


def wheel(source: Source, target: Path) -> Path:
    """Path of the wheel."""
    return target / f"andean_coca-{source.version}-py3-none-any.whl"


def read_wheel(source: Source, target: Path) -> Tables:
    """Read the tables in the wheel."""
    with zipfile.ZipFile(wheel(source, target)) as file:
        for resource in source.descriptor["resources"]:
            with file.open(f"andean_coca/_data/{resource['path']}") as member:
                yield resource["name"], read_csv(member)


def read_sdist(source: Source, target: Path) -> Tables:
    """Read the tables in the source distribution."""
    name = f"andean_coca-{source.version}"
    yield from read_tar(target / f"{name}.tar.gz", name, source)
