from __future__ import annotations

from pathlib import Path

import planting
import pytest

from checks import package

TEXTS = planting.ROOT.parent / "shared" / "sources"


@pytest.fixture(scope="session")
def shipped() -> package.Package:
    return planting.shipped()


@pytest.fixture(scope="session")
def texts() -> Path:
    if not TEXTS.is_dir():
        pytest.skip("the source texts are not here: evidence can't be held against them")
    return TEXTS
