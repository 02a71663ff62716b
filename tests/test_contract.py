"""What a client pins it gets, to the byte, or it refuses; those that cannot are named in ``docs/use/README.md``."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import using
from conftest import Released
from planting import ROOT
from tampering import flip

EXAMPLES = using.examples()
_LINE = re.compile(r"^\| \[(.+?)\]\((\S+?)\) \| .+? \| (refuses|takes it) \|$", re.MULTILINE)
CLIENTS = {where: (name, does) for name, where, does in _LINE.findall((using.DOCS / "README.md").read_text("utf-8"))}
REFUSAL = re.compile(
    "has other bytes than SHA256SUMS|has not the SHA-256|do not match the hashes|does not match the known hash"
    "|other bytes|hash count error",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """A scratch folder with a release in it, and the folder that is served."""

    scratch: Path
    site: Path


@pytest.fixture
def place(released: Released, tmp_path: Path) -> Place:
    version = released.source.version
    shutil.copytree(released.target, tmp_path / "site" / f"v{version}")
    shutil.copytree(released.target, tmp_path / "scratch" / f"andean-coca-{version}")
    return Place(tmp_path / "scratch", tmp_path / "site")


def blocks(where: str) -> Iterator[using.Example]:
    found = [example for example in EXAMPLES if example.where == where]
    assert found, where
    yield from found


def tamper(release: Path) -> None:
    """One byte of each file that a client may read is another, and each is still of its format where that can be."""
    figures = release / "data" / "figures.csv"
    raw = figures.read_bytes()
    assert raw.count(b",49800,") > 0
    figures.write_bytes(raw.replace(b",49800,", b",49801,", 1))
    for path in (*release.glob("*.whl"), *release.glob("*.xlsx")):
        flip(path, path.stat().st_size // 2)
    (database,) = release.glob("*.sqlite")
    raw = database.read_bytes()
    assert b"nearly 60,000 hectares" in raw
    database.write_bytes(raw.replace(b"nearly 60,000 hectares", b"nearly 60,001 hectares"))
    flip(release / "SHA256SUMS", 5)


@pytest.mark.parametrize("where", list(CLIENTS))
def test_a_client_does_with_another_byte_what_the_table_says(
    released: Released, place: Place, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, does = CLIENTS[where]
    sums, pin = using.sums_of(released.target)
    with using.served(place.site) as address:
        for example in blocks(where):
            done = using.run(example, place.scratch, address, sums, pin)
            assert done.code == 0, done.out + done.err
        shutil.rmtree(place.scratch / "cache", ignore_errors=True)
        shutil.rmtree(place.scratch / "cache-of-pooch", ignore_errors=True)
        for folder in (*place.site.iterdir(), *place.scratch.glob("andean-coca-*")):
            tamper(folder)
        tried = [using.run(example, place.scratch, address, sums, pin) for example in blocks(where)]
    refused = [done for done in tried if done.code]
    assert bool(refused) == (does == "refuses"), tried
    for done in refused:
        assert REFUSAL.search(done.out + done.err), done
    with capsys.disabled():
        why = next((REFUSAL.search(done.out + done.err) for done in refused), None)
        print(f"\n  {name:<14} pinned and read; one other byte: {'refused, ' + why[0] if why else 'taken'}")


def test_one_byte_of_a_file_under_sums_that_are_as_pinned_is_refused(released: Released, place: Place) -> None:
    """The pin holds the sums, and the sums hold the file."""
    import andean_coca as ac
    from andean_coca.place import ChangedError

    _, pin = using.sums_of(released.target)
    folder = next(place.scratch.iterdir())
    assert len(ac.load("figures", folder, sha256=pin)) == len(ac.figures())
    flip(folder / "data" / "figures.csv")
    with pytest.raises(ChangedError, match=r"figures\.csv has other bytes than SHA256SUMS says"):
        ac.load("figures", folder, sha256=pin)
    assert len(ac.load("units", folder, sha256=pin))
    with pytest.raises(ChangedError, match="has not the SHA-256"):
        ac.load("units", folder, sha256="0" * 64)


def test_an_address_is_read_from_the_cache_and_a_changed_file_is_refused(
    released: Released, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import andean_coca as ac
    from andean_coca.place import ChangedError

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _, pin = using.sums_of(released.target)
    version = released.source.version
    with using.served(place.site) as address:
        assert ac.load("units", address, version=version, sha256=pin).equals(ac.load("units"))
        assert len(ac.load("units", f"{address}/v{version}/")) == len(ac.load("units"))  # no pin: sums of the address
        flip(place.site / f"v{version}" / "data" / "figures.csv")
        with pytest.raises(ChangedError, match=r"data/figures\.csv"):
            ac.figures(address, version=version, sha256=pin)
        with pytest.raises(ChangedError, match="has not the SHA-256"):
            ac.load("units", address, version=version, sha256="0" * 64)
    # The server is gone: what was read before is there.
    assert ac.load("units", address, version=version, sha256=pin).equals(ac.load("units"))


def test_another_version_than_was_asked_for_is_refused(place: Place) -> None:
    import andean_coca as ac
    from andean_coca.place import ChangedError

    folder = next(place.scratch.iterdir())
    version = folder.name.removeprefix("andean-coca-")
    assert ac.events(place.scratch, version=version).equals(ac.events(folder))
    assert ac.events(place.site, version=version).equals(ac.events(version=version))
    for root in (None, folder):
        with pytest.raises(ChangedError, match=r"9\.9\.9 was asked for"):
            ac.load("units", root, version="9.9.9")
    with pytest.raises(FileNotFoundError, match="no release in"):
        ac.load("units", place.scratch.parent)
    with pytest.raises(ChangedError, match="to hold against"):
        ac.load("units", ROOT, sha256="0" * 64)


def test_a_release_at_an_address_verifies(released: Released, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    from andean_coca import cli

    with using.served(place.site) as address:
        at = f"{address}/v{released.source.version}/"
        assert cli.main(["verify", "--unsigned", at]) == 0
        assert "only what SHA256SUMS names was fetched" in capsys.readouterr().out
        flip(place.site / f"v{released.source.version}" / "data" / "units.csv")
        (place.site / f"v{released.source.version}" / "LICENSE").unlink()
        assert cli.main(["verify", "--unsigned", at]) == 1
    told = capsys.readouterr().out
    assert "REFUSED: data/units.csv has other bytes" in told
    assert "REFUSED: LICENSE is missing" in told


def seconds(code: str, python: tuple[str, ...] = ()) -> float:
    """The best of three fresh processes, less what an empty one takes."""

    def once(body: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *python, "-c", body], cwd=ROOT / "src", check=True, capture_output=True)
        return time.perf_counter() - start

    return max(min(once(code) for _ in range(3)) - min(once("pass") for _ in range(3)), 0.0)


def test_importing_loads_nothing_heavy_and_takes_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    heavy = "{'pandas', 'numpy', 'pooch', 'polars', 'duckdb', 'pyarrow', 'csv', 'json', 'urllib.request', 'subprocess'}"
    code = f"import sys; import andean_coca; print(sorted({heavy} & sys.modules.keys()))"
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT / "src", capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
    ours, pandas = seconds("import andean_coca"), seconds("import pandas")
    assert ours < pandas / 10
    with capsys.disabled():
        print(f"\n  import: {1000 * ours:.0f} ms, {ours / pandas:.3f} of that of pandas")


def test_loading_is_about_as_fast_as_pandas_alone(capsys: pytest.CaptureFixture[str]) -> None:
    import pandas as pd

    import andean_coca as ac

    def best(read: object) -> float:
        assert callable(read)
        taken = []
        for _ in range(7):
            start = time.perf_counter()
            read()
            taken.append(time.perf_counter() - start)
        return min(taken)

    path = ROOT / "data" / "figures.csv"
    alone = best(lambda: pd.read_csv(path, keep_default_na=False, na_values=[""]))
    ratios = {
        "load": best(lambda: ac.load("figures")) / alone,
        "read_csv as text": best(lambda: pd.read_csv(path, keep_default_na=False, dtype="string")) / alone,
        "to_polars": best(lambda: ac.to_polars("figures")) / alone,
        "to_duckdb, all tables": best(ac.to_duckdb) / alone,
    }
    with capsys.disabled():
        print(f"\n  pandas.read_csv {1000 * alone:.1f} ms; " + ", ".join(f"{n}: {r:.2f}" for n, r in ratios.items()))
    assert ratios["load"] < 4 * ratios["read_csv as text"]


def test_the_table_names_every_page() -> None:
    pages = {path.name for path in using.DOCS.glob("*.md")} - {"README.md"}
    assert {where.partition("#")[0] for where in CLIENTS} == pages
