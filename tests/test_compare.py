"""Where states are read from, and what a comparison prints."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from planting import ROOT
from versions import small, written

from release import compare
from release.bump import bump
from release.descriptor import released
from release.differences import differences
from release.states import load


def test_built_descriptor_differs_in_nothing_from_that_of_the_checkout(tmp_path: Path) -> None:
    head = released(ROOT)
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "datapackage.json").write_text(json.dumps(head), encoding="utf-8")
    assert bump(differences(load(str(ROOT)), load(str(tmp_path)))).level == "NONE"


@pytest.fixture
def archives(tmp_path: Path) -> dict[str, str]:
    """One package as folder, zip, tar.gz with a folder in it, and git revision."""
    folder = written(small(), tmp_path / "small")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped:
        for path in folder.rglob("*.*"):
            zipped.write(path, path.relative_to(folder).as_posix())
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        tar.add(folder, "./small-0.1.0")
    for command in ("init --quiet", "add .", "-c user.name=x -c user.email=x commit --quiet -m x", "tag v0.1.0"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    return {"folder": str(folder), "zip": str(tmp_path / "a.zip"), "tar": str(tmp_path / "a.tar.gz"), "git": "v0.1.0"}


@pytest.mark.parametrize("form", ["folder", "zip", "tar", "git"])
def test_state_is_the_same_wherever_it_lies(archives: dict[str, str], form: str) -> None:
    read = load(archives[form], Path(archives["folder"]))
    assert read.tables == small().state().tables


@pytest.mark.parametrize("bad", ["no-such-revision", "--help", "empty.zip", "text.tar.gz", "cut.zip"])
def test_what_holds_no_package_is_unreadable(
    archives: dict[str, str], tmp_path: Path, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    (tmp_path / "text.tar.gz").write_text("no archive", encoding="utf-8")
    (tmp_path / "cut.zip").write_bytes(Path(archives["zip"]).read_bytes()[:-30])
    place = str(tmp_path / bad) if "." in bad else bad
    if bad.startswith("--"):
        with pytest.raises(ValueError, match="no package"):
            load(bad)
        return
    assert compare.main([place, archives["folder"]]) == 2
    assert capsys.readouterr().err.startswith("compare: ")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "data/places.csv").unlink(),
        lambda root: (root / "schemas/places.json").write_text("{", encoding="utf-8"),
        lambda root: (root / "schemas/places.json").write_text("[]", encoding="utf-8"),
        lambda root: (root / "datapackage.json").write_text("{}", encoding="utf-8"),
        lambda root: (root / "data/places.csv").write_bytes(b"\xff"),
        lambda root: (root / "datapackage.json").write_text('{"resources": []}', encoding="utf-8"),
        lambda root: (root / "data/places.csv").write_text('place_id\n"P', encoding="utf-8"),
        lambda root: (root / "data/places.csv").write_text("place_id\nP-1\nP-1\n", encoding="utf-8"),
    ],
)
def test_spoilt_package_is_unreadable(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    old, new = written(small(), tmp_path / "old"), written(small(), tmp_path / "new")
    spoil(new)
    assert compare.main([str(old), str(new)]) == 2


@pytest.fixture
def corrected(tmp_path: Path) -> tuple[str, str]:
    package = small()
    old = written(package, tmp_path / "old")
    package.head["version"] = "0.2.0"
    package.set("figures", "F-0001", "value", "7", "source_revised")
    package.rows["changes"][0][-1] = "E-0001"
    return str(old), str(written(package, tmp_path / "new"))


def test_markdown_tells_bump_causes_cell_reason_and_evidence(
    corrected: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare.main(list(corrected)) == 0
    told = capsys.readouterr().out
    assert told.startswith("**MINOR: 0.2.0 is allowed**\n\n")
    assert "- MINOR `value_corrected`: `figures[F-0001].value` (`1 → 7`)" in told
    assert "- F-0001: `value` `1` → `7` (source\\_revised: Why., E-0001)" in told


def test_json_holds_everything(corrected: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.main([*corrected, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["bump"], told["smallest"], told["allowed"]) == ("MINOR", "0.2.0", True)
    (cell,) = next(t for t in told["tables"] if t["name"] == "figures")["changed"]["F-0001"]
    assert (cell["old"], cell["new"], cell["reason"]["evidence_id"]) == ("1", "7", "E-0001")
    assert {c["rule"] for c in told["causes"]} == {"table_added", "value_corrected"}


def test_html_holds_the_version_first(corrected: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.main([*corrected, "--format", "html"]) == 0
    told = capsys.readouterr().out
    assert told.index("MINOR: 0.2.0 is allowed") < told.index('<h2 id="figures">')
    assert "source_revised: Why., E-0001" in told


def test_version_that_is_too_low_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = small()
    old = written(package, tmp_path / "old")
    package.add_column("places", "label_es")
    assert compare.main([str(old), str(written(package, tmp_path / "new"))]) == 1
    assert "**MINOR: 0.1.0 is not allowed; the smallest is 0.2.0**" in capsys.readouterr().out


def test_changes_in_another_form_are_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = small()
    old = written(package, tmp_path / "old")
    package.add_table("changes", ["version", "table"], ["version"], [["0.2.0", "figures"]])
    assert compare.main([str(old), str(written(package, tmp_path / "new"))]) == 2
    assert "data/changes.csv lacks column" in capsys.readouterr().err
