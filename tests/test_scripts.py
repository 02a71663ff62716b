"""The scripts of the pages: their pure parts under node, their words, their lock, and the boundaries of the maps."""

import json
import re
import shutil
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from andean_coca import tables

ROOT = Path(__file__).parents[1]
NPM = ROOT / "pages" / "npm"
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted((NPM / "src").glob("*.js"))}
BOUNDARIES = ROOT / "pages" / "charts" / "boundaries.json"
INSTALLED = (NPM / "node_modules").is_dir()
# What a data script of the pages may hold for readers; columns that only help have no word.
COLUMNS = {
    *("figure_id sentence value value_low value_high qualifier unit indicator place period claimed_by".split()),
    *("claim_type source published usable_as series event_id title date type status sources".split()),
}


@cache
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: the scripts of the pages were not run")
    return found


def run(*arguments: str, cwd: Path = NPM) -> subprocess.CompletedProcess[str]:
    return subprocess.run([node(), *arguments], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("file", sorted((NPM / "test").glob("*.test.js")), ids=lambda file: file.name)
def test_pure_parts(file: Path) -> None:
    ran = run("--test", "--test-reporter=tap", str(file))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"^# pass [1-9]", ran.stdout, re.MULTILINE)


def words() -> dict[str, dict[str, str]]:
    header, rows = tables.read_file(NPM / "words.csv")
    assert list(header) == ["key", "en", "es"]
    return {row["key"]: dict(row) for row in rows}


def test_words_are_sorted_and_stand_in_both_languages_with_the_same_values() -> None:
    given = words()
    assert list(given) == sorted(given)
    for key, row in given.items():
        assert row["en"], key
        assert row["es"], key
        assert set(re.findall(r"\{\w+\}", row["en"])) == set(re.findall(r"\{\w+\}", row["es"])), key


def test_every_word_is_asked_for_and_every_word_asked_for_is_there() -> None:
    text = "\n".join(SOURCES.values())
    asked = set(re.findall(r'"((?:chart|copy|explore)\.[a-z_.]+)"', text))
    stems = {"explore.column.": COLUMNS, "explore.page.": {"first", "previous", "next", "last"}}
    for stem in re.findall(r"`((?:chart|copy|explore)\.[a-z_.]+\.)\$\{", text):
        asked |= {stem + end for end in stems.get(stem, {"figures", "events"})}
    assert asked == set(words())


def test_no_text_is_read_as_html_and_nothing_is_fetched_or_evaluated() -> None:
    for name, text in SOURCES.items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            name
        )
        assert not re.search(r"\bfetch\(|XMLHttpRequest|\bimport\(|https?://|cssText|setAttribute\(\"style", text), name


def test_packages_are_pinned_and_the_lock_names_no_registry() -> None:
    package: dict[str, Any] = json.loads((NPM / "package.json").read_text(encoding="utf-8"))
    lock: dict[str, Any] = json.loads((NPM / "package-lock.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert {
        name: re.fullmatch(r"\d+\.\d+\.\d+", version) is not None for name, version in wanted.items()
    } == dict.fromkeys(wanted, True)
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, name
        assert not name or entry.get("inBundle") or entry["integrity"].startswith("sha512-"), name


def test_bundles_are_the_same_twice_and_every_package_in_them_brings_its_licence(tmp_path: Path) -> None:
    if not INSTALLED:
        pytest.skip("npm ci was not run in pages/npm: the bundles were not built")
    for name in ("first", "second"):
        ran = run("build.mjs", str(tmp_path / name))
        assert ran.returncode == 0, ran.stderr
    built = [
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} for name in ("first", "second")
    ]
    assert built[0] == built[1]
    assert set(built[0]) == {"charts.css", "charts.js", "explore.css", "explore.js", "licences.json", "site.js"}
    licences = json.loads(built[0]["licences.json"])
    assert {"vega", "vega-lite", "vega-interpreter", "datatables.net", "delaunator"} <= {
        entry["name"] for entry in licences
    }
    assert all(
        entry["licence"] in {"MIT", "ISC", "BSD-3-Clause", "0BSD", "Unlicense"} and entry["text"] for entry in licences
    )


def rings(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    single = geometry["type"] == "Polygon"
    found: list[list[list[list[float]]]] = [geometry["coordinates"]] if single else geometry["coordinates"]
    return found


def signed_area(ring: list[list[float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def test_boundaries_join_the_places_and_are_wound_as_d3_wants() -> None:
    assert BOUNDARIES.stat().st_size < 150_000
    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
    by_iso = {feature["properties"]["iso"]: feature for feature in features}
    assert len(by_iso) == len(features)
    _, places = tables.read_file(ROOT / "data" / "places.csv")
    drawn = {row["iso_code"] for row in places if row["iso_code"] and not row["iso_code"].startswith("US")}
    assert drawn <= set(by_iso)
    for iso, feature in by_iso.items():
        assert feature["properties"]["level"] == ("department" if "-" in iso else "nation")
        for outer, *holes in rings(feature["geometry"]):
            assert outer[0] == outer[-1]
            assert signed_area(outer) < 0, f"{iso}: d3 would paint the rest of the globe"
            assert all(signed_area(hole) > 0 for hole in holes), iso


def test_departments_fill_their_nation() -> None:
    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]

    def area(prefix: str) -> float:
        chosen = [feature["geometry"] for feature in features if feature["properties"]["iso"].startswith(prefix)]
        return -sum(signed_area(ring) for geometry in chosen for polygon in rings(geometry) for ring in polygon)

    assert area("PE-") == pytest.approx(area("PER"), rel=0.001)
    assert area("BO-") == pytest.approx(area("BOL"), rel=0.001)
