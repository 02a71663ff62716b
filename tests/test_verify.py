"""Whoever changes a release is seen, and told apart; what cannot be proven without network is said."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Signed, key_of
from planting import ROOT
from tampering import flip, resum

from andean_coca import cli, verify
from release import provenance


@pytest.fixture
def copy(signed: Signed, tmp_path: Path) -> Path:
    """A copy of the signed release, to tamper with."""
    target = tmp_path / signed.target.name
    shutil.copytree(signed.target, target)
    return target


def bundle(subjects: dict[str, str]) -> str:
    """A line as ``gh attestation download`` writes it, its signature left out."""
    statement = {"subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in subjects.items()]}
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    return json.dumps({"dsseEnvelope": {"payload": payload, "signatures": []}}) + "\n"


def sums_of(target: Path) -> dict[str, str]:
    return verify.parse_sums((target / verify.SUMS).read_text(encoding="utf-8"))


def test_a_signed_release_is_proven_and_what_is_not_is_said(signed: Signed, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(signed.target), "--signers", str(signed.signers)]) == 0
    told = capsys.readouterr().out
    for words in (
        "files have the bytes that SHA256SUMS says, and no other file is there",
        "maintainer@example.org signed the sums",
        "rows of the tables are those of digests.json",
        "provenance.intoto.json names these files, made from files that are no commit",
        "not proven: where it was built: attestation.jsonl is not here",
        "the release is what it says it is",
    ):
        assert words in told


def swap(target: Path) -> None:
    one, other = target / "data" / "units.csv", target / "data" / "places.csv"
    raw = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(raw)


def statement_of(target: Path, change: Callable[[dict[str, list[dict[str, str]]]], object]) -> None:
    path = target / verify.PROVENANCE
    told = json.loads(path.read_bytes())
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


# What is done to a release, and what verify says of it.
TAMPERED: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped byte": (
        lambda t: flip(t / "data" / "figures.csv"),
        "data/figures.csv has other bytes than SHA256SUMS says: its SHA-256 is",
    ),
    "flipped byte in an archive": (
        lambda t: flip(t / f"{t.name}.zip", 5000),
        ".zip has other bytes than SHA256SUMS says",
    ),
    "swapped files": (
        swap,
        "data/units.csv has other bytes than SHA256SUMS says: it holds the bytes of data/places.csv",
    ),
    "missing file": (lambda t: (t / "LICENSE").unlink(), "LICENSE is missing"),
    "added file": (lambda t: (t / "data" / "more.csv").touch(), "data/more.csv was added: SHA256SUMS does not name it"),
    "missing signature": (lambda t: (t / verify.SIGNATURE).unlink(), "who made it: SHA256SUMS.sig is missing"),
    "no signature at all": (
        lambda t: (t / verify.SIGNATURE).write_text("x"),
        "is of a key that maintainer.signers does",
    ),
    "flipped byte, sums made to fit": (
        lambda t: (flip(t / "LICENSE"), resum(t)),
        "SHA256SUMS.sig does not sign these sums",
    ),
    "missing sums": (lambda t: (t / verify.SUMS).unlink(), "nothing says which bytes the release has"),
    "sums that lead out of the folder": (
        lambda t: (t / verify.SUMS).write_text("0" * 64 + "  ../x\n"),
        "SHA256SUMS: line 1: ../x is named twice, or leads out of the folder",
    ),
    "registry": (lambda t: flip(t / verify.REGISTRY, 100), "registry.txt and SHA256SUMS do not tell the same"),
    "descriptor": (
        lambda t: flip(t / "data" / "units.csv"),
        "data/units.csv has not the hash and size that datapackage.json says",
    ),
    "statement of other files": (
        lambda t: statement_of(t, lambda s: s["subject"].pop()),
        "provenance.intoto.json speaks of other files than SHA256SUMS",
    ),
    "statement of another kind": (
        lambda t: statement_of(t, lambda s: s.update(predicateType=[])),
        "is no SLSA provenance v1",
    ),
    "broken statement": (lambda t: (t / verify.PROVENANCE).write_text("{"), "REFUSED: Expecting property name"),
    "empty statement": (lambda t: (t / verify.PROVENANCE).write_text("{}"), "provenance: cannot be read: KeyError"),
    "attestation of other files": (
        lambda t: (t / verify.BUNDLE).write_text(bundle(sums_of(t) | {"LICENSE": "0" * 64})),
        "attestation.jsonl speaks of other files than SHA256SUMS",
    ),
    "broken attestation": (lambda t: (t / verify.BUNDLE).write_text("{}\n"), "attestation.jsonl is no bundle"),
}


@pytest.mark.parametrize("name", list(TAMPERED))
def test_what_was_tampered_with_is_refused_in_words(
    signed: Signed, copy: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    tamper, words = TAMPERED[name]
    tamper(copy)
    assert cli.main(["verify", str(copy), "--signers", str(signed.signers)]) == 1
    told = capsys.readouterr().out
    assert any(words in line for line in told.splitlines() if line.startswith("REFUSED: ")), told
    assert told.endswith("not proven to be the release that it says it is\n")


def test_another_key_is_refused_and_so_is_another_purpose(signed: Signed, copy: Path, tmp_path: Path) -> None:
    other = key_of(tmp_path, "stranger")
    provenance.sign(copy, other)
    words = "SHA256SUMS.sig is of a key that maintainer.signers does not name, or is no signature"
    assert verify.verify(copy, signed.signers).refused == [words]
    assert verify.verify(copy, other.with_suffix(".signers")).refused == []
    assert "SHA256SUMS.sig is of a key" in verify.verify(copy).refused[0]  # the project names no key yet
    (copy / verify.SIGNATURE).unlink()
    command = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", str(signed.key), str(copy / verify.SUMS)]
    subprocess.run(command, check=True, capture_output=True)
    assert len(verify.verify(copy, signed.signers).refused) == 1


def test_rows_that_fit_the_descriptor_and_not_the_digests_are_refused(signed: Signed, copy: Path) -> None:
    path = copy / verify.DIGESTS
    told = json.loads(path.read_bytes())
    told["tables"]["units"]["sha256"] = "0" * 64
    path.write_text(json.dumps(told), encoding="utf-8")
    assert "the rows of units are not those of digests.json" in verify.verify(copy, signed.signers).refused
    del told["tables"]["units"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert "do not name the same tables" in str(verify.verify(copy, signed.signers))
    told["version"] = "9.9.9"
    path.write_text(json.dumps(told), encoding="utf-8")
    assert "digests.json is of version 9.9.9" in str(verify.verify(copy, signed.signers))


def test_an_attestation_beside_proves_its_digests_and_no_more(signed: Signed, copy: Path) -> None:
    (copy / verify.BUNDLE).write_text(bundle({"x": "0" * 64}) + bundle(sums_of(copy)), encoding="utf-8")
    verdict = verify.verify(copy, signed.signers)
    assert verdict.refused == []
    assert "attestation.jsonl names these files and their digests" in verdict.proven
    assert any("gh attestation verify" in line for line in verdict.unproven)


def test_a_release_without_signature_is_taken_only_if_asked(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / verify.SIGNATURE).unlink()
    assert cli.main(["verify", str(copy)]) == 1
    assert cli.main(["verify", str(copy), "--unsigned"]) == 0
    assert "not proven: who made it: SHA256SUMS.sig is missing" in capsys.readouterr().out
    flip(copy / "LICENSE")
    assert cli.main(["verify", str(copy), "--unsigned"]) == 1


def test_without_ssh_keygen_a_signature_is_not_believed(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    told = "the signature cannot be checked: ssh-keygen is not installed"
    assert verify.verify(signed.target, signed.signers).refused == [told]


def test_bad_usage_is_another_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(tmp_path / "nothing")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert cli.main(["verify", str(tmp_path), "--signers", str(tmp_path / "nothing")]) == 2
    assert "no such file of keys" in capsys.readouterr().err
    assert cli.main(["verify", "http://127.0.0.1:9/"]) == 2
    assert "cannot be fetched" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        cli.main(["verify"])


@pytest.mark.parametrize(
    "line", ["x", "0" * 63 + "  a", "0" * 64 + "  /a", "0" * 64 + "  a\\b", "0" * 64 + "  C:a", "0" * 64 + " *a"]
)
def test_lines_that_are_no_sums_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        verify.parse_sums(line + "\n")
    with pytest.raises(ValueError, match="named twice"):
        verify.parse_sums(("0" * 64 + "  a\n") * 2)


def test_verifying_needs_no_package_beyond_the_standard_library(signed: Signed) -> None:
    """In a process without any site-packages, as whoever gets a release may have it."""
    command = [
        sys.executable,
        "-S",
        "-m",
        "andean_coca",
        "verify",
        str(signed.target),
        "--signers",
        str(signed.signers),
    ]
    run = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
