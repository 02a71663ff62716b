"""What ships: the built folder and the unpacked zip, not the checkout."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import Released
from planting import EPOCH, ROOT

from checks.findings import Finding, Report
from checks.run import check
from release import build, prove, refusals
from release.artefacts import ARTEFACTS
from release.artefacts.source import UnfaithfulError

NAME = f"andean-coca-{json.loads((ROOT / 'datapackage.json').read_bytes())['version']}"


@pytest.fixture
def built(released: Released) -> Path:
    return released.target


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
    build.build(elsewhere, tmp_path / "out" / NAME, EPOCH)
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


def test_tampered_zip_is_not_released(released: Released, tmp_path: Path) -> None:
    target = tmp_path / NAME
    target.mkdir()
    with (
        zipfile.ZipFile(released.target / f"{NAME}.zip") as whole,
        zipfile.ZipFile(target / f"{NAME}.zip", "w") as tampered,
    ):
        for info in whole.infolist():
            content = whole.read(info)
            at_home = info.filename == "data/figures.csv"
            tampered.writestr(info, content.replace(b",49800,", b",49900,") if at_home else content)
    with pytest.raises(RuntimeError, match="PRN001"):
        prove.unpacked(released.source, target)


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


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check has passed and the proofs are left out: what they find is tested by itself."""
    monkeypatch.setattr(build, "check", lambda *_, **__: Report())
    monkeypatch.setattr(build, "commit", lambda _: "")
    monkeypatch.setattr(build, "prove", lambda *_: iter([("zip", "as in the tables", 0.1)]))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


@pytest.mark.usefixtures("checked")
def test_release_tells_size_and_seconds_and_replaces_the_one_before(
    tmp_path: Path, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "of-yesterday").touch()
    assert build.main(["--dist", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert all(re.search(rf"^{re.escape(one.name)} +[\d,]+ bytes +\d+\.\d s", told, re.MULTILINE) for one in ARTEFACTS)
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    assert digests(tmp_path / NAME) == digests(built)


@pytest.mark.usefixtures("checked")
@pytest.mark.parametrize("error", [UnfaithfulError, RuntimeError, OSError])
def test_what_fails_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error("units, row 3")

    monkeypatch.setattr(build, "prove", fail)
    assert build.main(["--dist", str(tmp_path)]) == 1
    assert list(tmp_path.iterdir()) == []
    assert "no release: units, row 3" in capsys.readouterr().err


@pytest.mark.usefixtures("checked")
def test_dry_run_says_what_would_be_made_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(refusals, "REFUSALS", [lambda *_: ["it rains"]])
    assert build.main(["--dist", str(tmp_path / "dist"), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert f"would release {NAME}: folder, csvw, croissant" in told
    assert "could not be published: it rains" in told
    assert build.main(["--dist", str(tmp_path / "dist"), "--final"]) == 1
    assert "no release: it rains" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_proofs_run_side_by_side_and_the_first_that_fails_is_named(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prove, "PROOFS", {"zip": None, "sqlite": None})  # only their names go to the processes
    told = {name: words for name, words, _ in prove.prove(*released)}
    assert all("rows as in the tables" in told[name] for name in ("zip", "sqlite"))
    shutil.copyfile(released.target / f"{NAME}.zip", tmp_path / f"{tmp_path.name}.zip")
    with pytest.raises(RuntimeError, match="sqlite: unable to open"):
        list(prove.prove(released.source, tmp_path))


def git(root: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
    environment = {**os.environ, "GIT_COMMITTER_DATE": "2018-11-12T05:20:00Z"}
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)


def test_the_moment_is_that_of_the_commit_and_never_of_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    inner = tmp_path / "unpacked"
    inner.mkdir()
    with pytest.raises(RuntimeError, match="set SOURCE_DATE_EPOCH"):
        build.moment(inner)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--allow-empty", "--quiet", "-m", "x")
    assert build.moment(tmp_path) == EPOCH
    with pytest.raises(RuntimeError, match="set SOURCE_DATE_EPOCH"):
        build.moment(inner)  # the repository around it is not its own
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert build.moment(tmp_path) == 7
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    with pytest.raises(RuntimeError, match="Unix seconds"):
        build.moment(tmp_path)


def test_what_is_no_commit_is_not_published(tmp_path: Path) -> None:
    assert "no git checkout" in refusals.changes(tmp_path, Report())[0]
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").touch()
    assert refusals.changes(tmp_path, Report()) == ["1 files differ from the commit, first file"]
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "x")
    assert refusals.changes(tmp_path, Report()) == []


def test_findings_that_nobody_waived_are_not_published() -> None:
    made = [Finding("C", severity, "f", None, None, None, None, "", "") for severity in ("info", "warning")]
    assert refusals.findings(ROOT, Report(made)) == ["1 findings are neither mended nor waived"]
    assert refusals.findings(ROOT, Report(made[:1])) == []


def test_a_score_of_other_data_is_not_published(copied: Path) -> None:
    from mutants.record import data_digest

    assert "is missing" in refusals.score(copied, Report())[0]
    path = copied / "mutants" / "score.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"data_sha256": "0" * 64}), encoding="utf-8")
    assert "on other data" in refusals.score(copied, Report())[0]
    path.write_text(json.dumps({"data_sha256": data_digest(copied)}), encoding="utf-8")
    assert refusals.score(copied, Report()) == []


def test_picture_of_the_readme_is_that_of_the_tables() -> None:
    from release import picture

    assert picture.FILE.read_text(encoding="utf-8") == picture.draw(ROOT), "run: nox -s picture"
