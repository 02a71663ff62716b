"""What ships: the built folder and the unpacked zip, not the checkout."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from planting import ROOT

from checks.run import check
from release import build

NAME = f"andean-coca-{json.loads((ROOT / 'datapackage.json').read_bytes())['version']}"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist") / NAME
    build.build(ROOT, target)
    return target


def digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_unchanged_tree_gives_the_same_bytes_again(built: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another" / "place"
    shutil.copytree(
        ROOT, elsewhere, ignore=shutil.ignore_patterns(".git", ".nox", ".bootstrap", "dist", ".*_cache", "*.pyc")
    )
    (tmp_path / "out").mkdir()
    build.build(elsewhere, tmp_path / "out" / NAME)
    assert digests(tmp_path / "out" / NAME) == digests(built)


def test_sums_cover_every_file(built: Path) -> None:
    lines = (built / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    stated = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = digests(built)
    del found["SHA256SUMS"]
    assert stated == found
    assert lines == sorted(lines, key=lambda line: line.split("  ")[1])


def test_descriptor_tells_hash_bytes_and_rows(built: Path) -> None:
    for resource in json.loads((built / "datapackage.json").read_bytes())["resources"]:
        raw = (built / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
        assert resource["bytes"] == len(raw)
        assert resource["rows"] == len(list(csv.reader(raw.decode().splitlines()))) - 1


def test_unpacked_zip_passes_every_check_by_itself(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / f"{NAME}.zip") as archive:
        assert all(i.compress_type == zipfile.ZIP_STORED for i in archive.infolist())
        archive.extractall(tmp_path)
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    report = check(tmp_path)
    assert report.findings == []
    assert report.counts["expectations"] > 20


def test_tampered_zip_is_not_released(tmp_path: Path) -> None:
    target = tmp_path / NAME
    build.build(ROOT, target)
    (target / f"{NAME}.zip").unlink()
    path = target / "data" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",49800,", ",49900,"), encoding="utf-8", newline="")
    members = [p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()]
    build.archive.write_zip(target / f"{NAME}.zip", target, members)
    with pytest.raises(RuntimeError, match="PRN001"):
        build.prove(target)


def test_flat_tables_hold_every_figure_and_mention_in_base_units(built: Path) -> None:
    with (built / "derived" / "figures_flat.csv").open(encoding="utf-8", newline="") as file:
        flat = {row["figure_id"]: row for row in csv.DictReader(file)}
    with (built / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        assert flat.keys() == {row["figure_id"] for row in csv.DictReader(file)}
    acres = flat["F-0067"]
    assert (acres["value"], acres["unit"], acres["base_unit"]) == ("123000", "acre", "har")
    assert float(acres["value_base_unit"]) == pytest.approx(123000 * 0.40468564224, rel=1e-14)
    assert acres["source_title"]
    assert acres["source_url"].startswith("https://")
    assert "NOT FOR PINNING" in (built / "derived" / "README.txt").read_text(encoding="utf-8")
    with (built / "derived" / "events_flat.csv").open(encoding="utf-8", newline="") as file:
        mentions = list(csv.DictReader(file))
    with (built / "data" / "event_reports.csv").open(encoding="utf-8", newline="") as file:
        assert len(mentions) == len(list(csv.DictReader(file)))


def test_record_for_people_is_in_the_release(built: Path) -> None:
    folder = built / "derived"
    rows = {}
    for name in ("latest", "revisions", "claims_and_verdicts", "wide_area_under_coca_cultivation"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows[name] = list(csv.DictReader(file))
    newest = next(
        r for r in rows["latest"] if (r["series_id"], r["place_en"], r["period"]) == ("SR-0007", "Peru", "2017")
    )
    assert (newest["value"], newest["unit"], newest["vintages"]) == ("486", "t", "2")
    year = next(r for r in rows["wide_area_under_coca_cultivation"] if r["year"] == "2017")
    assert (year["SR-0001 Peru"], year["SR-0017 Peru"]) == ("49800", "49900")
    verdicts = {(r["claim_figure_id"], r["vintage"]): r["verdict"] for r in rows["claims_and_verdicts"]}
    assert verdicts["F-0095", "latest"] == "level_reported_as_change"
    assert all(r["value"] != r["previous_value"] for r in rows["revisions"])


def test_findings_stop_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    assert build.main(["--dist", str(tmp_path / "dist")]) == 1
    assert not (tmp_path / "dist").exists()
    assert "no release" in capsys.readouterr().err


def test_picture_of_the_readme_is_that_of_the_tables() -> None:
    from release import picture

    assert picture.FILE.read_text(encoding="utf-8") == picture.draw(ROOT), "run: nox -s picture"
