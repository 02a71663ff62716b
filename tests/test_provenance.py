"""The statement of how a release was made fits its standard, names every file, and is signed by key."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Released, Signed
from planting import EPOCH, ROOT

from andean_coca import verify
from release import build, provenance
from release.artefacts.source import UnfaithfulError

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def told(target: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((target / provenance.NAME).read_bytes())
    return value


def test_statement_names_every_file_but_the_lists_made_from_it(released: Released) -> None:
    named = {one["name"]: one["digest"]["sha256"] for one in told(released.target)["subject"]}
    sums = verify.parse_sums((released.target / verify.SUMS).read_text(encoding="utf-8"))
    assert named == {n: d for n, d in sums.items() if n not in (provenance.NAME, verify.DIGESTS, verify.REGISTRY)}


def test_statement_names_lock_command_builder_and_moment(released: Released) -> None:
    predicate = told(released.target)["predicate"]
    built = predicate["buildDefinition"]
    locks = {one["name"]: one["digest"] for one in built["resolvedDependencies"]}
    assert locks[provenance.LOCK] == {"sha256": verify.sha256(ROOT / provenance.LOCK)}
    assert "source" not in locks  # what tests build is no commit
    assert built["externalParameters"]["command"] == ["python", "-m", "release"]
    assert built["externalParameters"]["SOURCE_DATE_EPOCH"] == str(EPOCH)
    assert predicate["runDetails"]["builder"]["id"] == provenance.BUILDER


def test_statement_names_the_commit(released: Released, tmp_path: Path) -> None:
    source = replace(released.source, commit=COMMIT)
    shutil.copyfile(released.target / "LICENSE", tmp_path / "LICENSE")
    provenance.write(source, tmp_path)
    sources = told(tmp_path)["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert sources[0] == {"name": "source", "digest": {"gitCommit": COMMIT}}
    assert provenance.validate(source, tmp_path).endswith(f"of 1 files, made from commit {COMMIT}")
    with pytest.raises(UnfaithfulError, match="of another source"):
        provenance.validate(released.source, tmp_path)


def test_only_a_clean_checkout_is_a_commit(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    assert build.commit(tmp_path) == ""
    git("init", "--quiet")
    assert build.commit(tmp_path) == ""
    git("commit", "--allow-empty", "--quiet", "-m", "x")
    assert build.commit(tmp_path) == git("rev-parse", "HEAD")
    (tmp_path / "file").touch()
    assert build.commit(tmp_path) == ""
    inner = tmp_path / "unpacked"
    inner.mkdir()
    assert build.commit(inner) == ""  # the repository around it is not its own


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "type": (lambda s: s.update(_type="https://in-toto.io/Statement/v0.1"), r"_type.*was expected"),
    "predicate": (lambda s: s.update(predicateType="https://slsa.dev/provenance/v0.2"), r"\$\.predicateType"),
    "no subject": (lambda s: s.update(subject=[]), r"\$\.subject"),
    "digest": (lambda s: s["subject"][0]["digest"].update(sha256="0"), r"\$\.subject\[0\]\.digest"),
    "builder": (lambda s: s["predicate"]["runDetails"]["builder"].pop("id"), "'id' is a required property"),
    "builder's address": (lambda s: s["predicate"]["runDetails"]["builder"].update(id="me"), r"builder\.id"),
    "parameters": (lambda s: s["predicate"]["buildDefinition"].pop("externalParameters"), "externalParameters"),
    "commit": (
        lambda s: s["predicate"]["buildDefinition"]["resolvedDependencies"].append({"digest": {"gitCommit": "main"}}),
        "gitCommit",
    ),
    "unknown": (lambda s: s["predicate"].update(materials=[]), "materials"),
    "another file": (lambda s: s["subject"][0].update(name="x"), "other files"),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_statement_that_breaks_the_standard_is_refused(released: Released, tmp_path: Path, name: str) -> None:
    shutil.copyfile(released.target / "LICENSE", tmp_path / "LICENSE")
    provenance.write(released.source, tmp_path)
    statement = told(tmp_path)
    change, message = BROKEN[name]
    change(statement)
    (tmp_path / provenance.NAME).write_text(json.dumps(statement), encoding="utf-8")
    with pytest.raises(UnfaithfulError, match=message):
        provenance.validate(released.source, tmp_path)


def test_a_release_is_signed_again_and_a_missing_key_is_told(
    signed: Signed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / signed.target.name
    target.mkdir()
    for name in (verify.SUMS, verify.SIGNATURE):
        shutil.copyfile(signed.target / name, target / name)
    assert provenance.main([str(target), "--key", str(signed.key)]) == 0
    assert (target / verify.SIGNATURE).read_bytes() == (signed.target / verify.SIGNATURE).read_bytes()
    assert provenance.main([str(target), "--key", str(tmp_path / "nothing")]) == 1
    assert "not signed: ssh-keygen does not sign" in capsys.readouterr().err


def test_no_private_key_is_in_the_repository() -> None:
    mark = "-----BEGIN OPENSSH " + "PRIVATE KEY"
    command = ["git", "grep", "--files-with-matches", "--fixed-strings", "-e", mark]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout == ""


def test_the_reader_brings_the_keys_along(released: Released) -> None:
    (wheel,) = released.target.glob("*.whl")
    with zipfile.ZipFile(wheel) as zipped:
        packed = zipped.read("andean_coca/_data/allowed_signers")
    assert packed == (ROOT / "release" / "allowed_signers").read_bytes()
    assert verify.default_signers() == ROOT / "release" / "allowed_signers"
    keys = [line for line in packed.decode().splitlines() if line and not line.startswith("#")]
    assert all(f'namespaces="{verify.NAMESPACE}"' in line for line in keys)
