from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import planting
import pytest

from checks import package
from release import build
from release.artefacts.source import Source

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
