"""Addresses stay: a release lies where it lay, with the bytes that it had, and the newest is found from outside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from conftest import Released
from tampering import flip, renamed, resum

from andean_coca import verify
from release import addresses

AT = "https://example.org/coca"
_ATOM = {"a": addresses.ATOM}


@pytest.fixture(scope="module")
def dists(released: Released, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three releases, of which the second number of the last has two digits."""
    made = []
    for version in ("0.9.0", "0.10.0", "0.2.5"):
        target = tmp_path_factory.mktemp("dists") / f"andean-coca-{version}"
        shutil.copytree(released.target, target)
        renamed(target, version)
        made.append(target)
    return made


def bytes_of(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): verify.sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def test_latest_is_a_copy_of_the_newest_and_each_version_stays(
    dists: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    assert addresses.main([*map(str, dists), "--site", str(site), "--address", AT]) == 0
    assert "3 releases" in capsys.readouterr().out
    assert sorted(p.name for p in site.iterdir()) == [
        "feed.xml",
        "latest",
        "status.json",
        "v0.10.0",
        "v0.2.5",
        "v0.9.0",
    ]
    assert bytes_of(site / "latest") == bytes_of(site / "v0.10.0") == bytes_of(dists[1])
    assert verify.verify(site / "v0.9.0", unsigned=True).refused == []


def test_status_tells_version_last_day_and_successors(dists: list[Path], tmp_path: Path) -> None:
    newest = tmp_path / dists[1].name
    shutil.copytree(dists[1], newest)
    graves = "table,id,version,reason_code,reason_en,reason_es,successor\nfigures,F-0066,0.10.0,duplicate,a,b,F-0067\n"
    (newest / "data" / "tombstones.csv").write_text(graves, encoding="utf-8")
    lines = (newest / verify.SUMS).read_text(encoding="utf-8") + "0" * 64 + "  data/tombstones.csv\n"
    (newest / verify.SUMS).write_text(lines, encoding="utf-8", newline="\n")
    told = json.loads((newest / verify.PROVENANCE).read_bytes())
    told["subject"].append(
        {"name": "data/tombstones.csv", "digest": {"sha256": verify.sha256(newest / "data" / "tombstones.csv")}}
    )
    (newest / verify.PROVENANCE).write_text(json.dumps(told), encoding="utf-8")
    resum(newest)
    addresses.lay_out([dists[0], newest], tmp_path / "site", AT)
    status = json.loads((tmp_path / "site" / "status.json").read_bytes())
    assert (status["version"], status["versions"]) == ("0.10.0", ["0.10.0", "0.9.0"])
    assert (status["released"], status["last_data_date"]) == ("2018-11-12", "2018-11-09")
    assert status["sha256sums"] == verify.sha256(newest / verify.SUMS)
    assert status["deprecations"] == [
        {"kind": "version", "what": "0.9.0", "since": "0.10.0", "successor": "0.10.0"},
        {"kind": "row", "what": "figures[F-0066]", "since": "0.10.0", "successor": "F-0067"},
    ]


def test_feed_tells_each_release_with_its_pin(dists: list[Path], tmp_path: Path) -> None:
    addresses.lay_out(dists, tmp_path, AT + "/")
    feed = Xml.fromstring((tmp_path / "feed.xml").read_text(encoding="utf-8"))
    for name in ("title", "id", "updated", "author/a:name"):
        assert feed.findtext(f"a:{name}", namespaces=_ATOM), name
    entries = feed.findall("a:entry", _ATOM)
    assert [e.findtext("a:id", namespaces=_ATOM) for e in entries] == [
        f"{AT}/v{version}/" for version in ("0.10.0", "0.9.0", "0.2.5")
    ]
    assert verify.sha256(dists[0] / verify.SUMS) in (entries[1].findtext("a:summary", namespaces=_ATOM) or "")
    assert all(e.findtext("a:updated", namespaces=_ATOM) == "2018-11-12T00:00:00Z" for e in entries)


def test_the_same_releases_give_the_same_bytes_in_whatever_order(dists: list[Path], tmp_path: Path) -> None:
    addresses.lay_out(dists, tmp_path / "at once", AT)
    for dist in reversed(dists):
        addresses.lay_out([dist], tmp_path / "one by one", AT)
    addresses.lay_out([], tmp_path / "one by one", AT)
    assert bytes_of(tmp_path / "at once") == bytes_of(tmp_path / "one by one")


def test_other_bytes_under_an_old_version_are_refused(
    dists: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, changed = tmp_path / "site", tmp_path / "changed"
    addresses.lay_out(dists, site, AT)
    before = bytes_of(site)
    shutil.copytree(dists[0], changed)
    flip(changed / "LICENSE")
    command = [str(changed), "--site", str(site), "--address", AT]
    assert addresses.main(command) == 1
    assert "0.9.0 does not verify: LICENSE has other bytes" in capsys.readouterr().err
    renamed(changed, "0.9.0")
    assert addresses.main(command) == 1
    assert "0.9.0 is there with other bytes; a version never changes" in capsys.readouterr().err
    assert addresses.main([str(tmp_path), *command[1:]]) == 1
    assert "is no release" in capsys.readouterr().err
    assert bytes_of(site) == before
    with pytest.raises(addresses.RefusedError, match="no release to lay out"):
        addresses.lay_out([], tmp_path / "empty", AT)
