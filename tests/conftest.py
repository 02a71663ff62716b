from __future__ import annotations

import os
import shutil
from pathlib import Path

import planting
import pytest

from checks import package

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
