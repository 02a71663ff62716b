from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import planting
import pytest

from andean_coca import verify
from checks import package
from release import build, provenance
from release.artefacts.source import Source

os.environ.setdefault("CI", "true")  # no test may meet the findings of another in the cache of the user
TEXTS = planting.ROOT.parent / "shared" / "sources"


@pytest.fixture(scope="session")
def shipped() -> package.Package:
    return planting.shipped()


@pytest.fixture(scope="session")
def bench(shipped: package.Package) -> planting.Bench:
    return planting.Bench(shipped)


@pytest.fixture(scope="session")
def texts() -> Path:
    if not TEXTS.is_dir():
        pytest.skip("the source texts are not here: evidence can't be held against them")
    return TEXTS


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The shipped package alone: descriptor, data and schemas."""
    for name in ("data", "schemas"):
        shutil.copytree(planting.ROOT / name, tmp_path / name)
    shutil.copyfile(planting.ROOT / "datapackage.json", tmp_path / "datapackage.json")
    return tmp_path


class Released(NamedTuple):
    """What a release was made from, and where it lies."""

    source: Source
    target: Path


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """The release of this checkout, built once; tests that change it take a copy."""
    version = json.loads((planting.ROOT / "datapackage.json").read_bytes())["version"]
    target = tmp_path_factory.mktemp("dist") / f"andean-coca-{version}"
    return Released(build.build(planting.ROOT, target, planting.EPOCH), target)


def key_of(folder: Path, name: str) -> Path:
    """A throw-away key and, beside it, the file of signers that names it."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed: nothing can be signed")
    key = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    line = f'{name}@example.org namespaces="{verify.NAMESPACE}" {public}'
    key.with_suffix(".signers").write_text(line, encoding="utf-8", newline="\n")
    return key


class Signed(NamedTuple):
    """A signed release, and the keys that are known."""

    target: Path
    key: Path
    signers: Path


@pytest.fixture(scope="session")
def signed(released: Released, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """The release of this checkout, signed with a key that is thrown away; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("signed")
    key = key_of(folder, "maintainer")
    target = folder / released.target.name
    shutil.copytree(released.target, target)
    provenance.sign(target, key)
    return Signed(target, key, key.with_suffix(".signers"))
