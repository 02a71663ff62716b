"""What can be proven of a release without network: its sums, signature, provenance, descriptor and tables.

Standard library alone, and ``ssh-keygen`` for the signature.
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from andean_coca import tables

SUMS, REGISTRY, DIGESTS = "SHA256SUMS", "registry.txt", "digests.json"
PROVENANCE, SIGNATURE, BUNDLE = "provenance.intoto.json", "SHA256SUMS.sig", "attestation.jsonl"
# What comes after the sums, and so stands in none.
BESIDE = (SUMS, SIGNATURE, BUNDLE)
NAMESPACE = "andean-coca-release"
STATEMENT, PREDICATE = "https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
Sums = Mapping[str, str]


class UnreadableError(Exception):
    """There is nothing at a place that could be verified; the message says what is missing."""


@dataclass(slots=True)
class Verdict:
    """What was proven, what was not, and what speaks against the release; it stands if nothing does."""

    proven: list[str] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The verdict in words, a fact a line."""
        told = [f"proven: {line}" for line in self.proven] + [f"not proven: {line}" for line in self.unproven]
        told += [f"REFUSED: {line}" for line in self.refused]
        end = "not proven to be the release that it says it is" if self.refused else "the release is what it says it is"
        return "\n".join([*told, end + (", as far as proven above" if not self.refused else "")])


def default_signers() -> Path:
    """Where the public keys lie that this reader came with: in its package, or in the checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "_data" / "allowed_signers"
    return packed if packed.is_file() else here.parent.parent / "release" / "allowed_signers"


def verify(folder: Path, signers: Path | None = None, *, unsigned: bool = False) -> Verdict:
    """Hold a folder against all that it says of itself, and its signature against known keys.

    Args:
        folder: a release, with ``SHA256SUMS`` and every file that it names.
        signers: public keys, in the form of ``allowed_signers``; by default those that the reader came with.
        unsigned: do not refuse a release without a signature.

    Raises:
        UnreadableError: there is no such folder, or no file of keys.
    """
    keys = signers or default_signers()
    if not folder.is_dir():
        raise UnreadableError(f"{folder}: no such folder")
    if not keys.is_file():
        raise UnreadableError(f"{keys}: no such file of keys")
    verdict = Verdict()
    if not (folder / SUMS).is_file():
        verdict.refused.append(f"{SUMS} is missing: nothing says which bytes the release has")
        return verdict
    try:
        sums = parse_sums((folder / SUMS).read_text(encoding="utf-8"))
    except ValueError as error:
        verdict.refused.append(f"{SUMS}: {error}")
        return verdict
    _files(folder, sums, verdict)
    _signature(folder, keys, unsigned, verdict)
    parts: tuple[Callable[[Path, Sums], Iterator[str]], ...] = (_registry, _descriptor, _tables, _provenance)
    for part in parts:
        try:
            verdict.proven += list(part(folder, sums))
        except (KeyError, TypeError, AttributeError, OSError, UnicodeDecodeError) as error:
            verdict.refused.append(f"{part.__name__[1:]}: cannot be read: {error!r}")
        except ValueError as error:
            verdict.refused.append(str(error))
    _attestation(folder, sums, verdict)
    return verdict


def parse_sums(text: str) -> dict[str, str]:
    """Return digests by name of file, in the order of the lines.

    Raises:
        ValueError: a line is none of ``sha256sum``, a name comes twice, or it leads out of the folder.
    """
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise ValueError(f"line {number} is no line of sums")
        name = PurePosixPath(match[2])
        if name.is_absolute() or ".." in name.parts or "\\" in match[2] or ":" in match[2] or match[2] in sums:
            raise ValueError(f"line {number}: {match[2]} is named twice, or leads out of the folder")
        sums[match[2]] = match[1]
    return sums


def sha256(path: Path) -> str:
    """SHA-256 of a file, which may be larger than memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path, sums: Sums, verdict: Verdict) -> None:
    """Every file that is told is there with its bytes, and no other is."""
    before = len(verdict.refused)
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if not p.is_dir()}
    names = {digest: name for name, digest in sums.items()}
    for name, digest in sums.items():
        if name not in there:
            verdict.refused.append(f"{name} is missing")
        elif (found := sha256(there[name])) != digest:
            swapped = f"it holds the bytes of {names[found]}" if found in names else f"its SHA-256 is {found}"
            verdict.refused.append(f"{name} has other bytes than {SUMS} says: {swapped}")
    verdict.refused += [
        f"{name} was added: {SUMS} does not name it" for name in sorted(there.keys() - sums.keys() - set(BESIDE))
    ]
    if len(verdict.refused) == before:
        verdict.proven.append(f"all {len(sums)} files have the bytes that {SUMS} says, and no other file is there")


def _signature(folder: Path, keys: Path, unsigned: bool, verdict: Verdict) -> None:
    """A known key has signed the sums, and through them every file."""
    signature = folder / SIGNATURE
    if not signature.is_file():
        told = f"who made it: {SIGNATURE} is missing"
        (verdict.unproven if unsigned else verdict.refused).append(told)
        return
    if not shutil.which("ssh-keygen"):
        verdict.refused.append("the signature cannot be checked: ssh-keygen is not installed")
        return
    found = _ssh("find-principals", "-s", str(signature), "-f", str(keys))
    names = found.stdout.decode(errors="replace").split("\n")[0].strip()
    if found.returncode or not names:
        verdict.refused.append(f"{SIGNATURE} is of a key that {keys.name} does not name, or is no signature")
        return
    name = names.split(",")[0]
    command = ("verify", "-f", str(keys), "-I", name, "-n", NAMESPACE, "-s", str(signature))
    if _ssh(*command, stdin=(folder / SUMS).read_bytes()).returncode:
        verdict.refused.append(f"{SIGNATURE} does not sign these sums: they are others, or signed for another purpose")
        return
    verdict.proven.append(f"{name} signed the sums ({SIGNATURE}, a key of {keys.name})")


def _ssh(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", "-Y", *arguments], input=stdin, capture_output=True, check=False)


def _registry(folder: Path, sums: Sums) -> Iterator[str]:
    """What pooch is told is what the sums tell."""
    lines = (folder / REGISTRY).read_text(encoding="utf-8").splitlines()
    told = {name: digest for name, _, digest in (line.rpartition(" sha256:") for line in lines)}
    if told != {name: digest for name, digest in sums.items() if name != REGISTRY}:
        raise ValueError(f"{REGISTRY} and {SUMS} do not tell the same")
    yield f"{REGISTRY} tells the same as {SUMS}"


def _descriptor(folder: Path, sums: Sums) -> Iterator[str]:
    """Hash and bytes of every table are those that the descriptor states."""
    resources = _json(folder / "datapackage.json")["resources"]
    for resource in resources:
        path = folder / resource["path"]
        stated = (resource["hash"], resource["bytes"])
        if resource["path"] not in sums or stated != (f"sha256:{sha256(path)}", path.stat().st_size):
            raise ValueError(f"{resource['path']} has not the hash and size that datapackage.json says")
    yield f"the {len(resources)} tables have the hash and size that datapackage.json says"


def _tables(folder: Path, _: Sums) -> Iterator[str]:
    """Rows and their digest are those of ``digests.json``, whatever the format that one reads."""
    told, rows = _json(folder / DIGESTS), 0
    descriptor = _json(folder / "datapackage.json")
    if told["version"] != descriptor["version"]:
        raise ValueError(f"{DIGESTS} is of version {told['version']}, datapackage.json of {descriptor['version']}")
    if told["tables"].keys() != {resource["name"] for resource in descriptor["resources"]}:
        raise ValueError(f"{DIGESTS} and datapackage.json do not name the same tables")
    for resource in descriptor["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            found = tables.digest(next(reader), reader)
        stated = told["tables"][resource["name"]]
        if (stated["rows"], stated["sha256"]) != (resource["rows"], found):
            raise ValueError(f"the rows of {resource['name']} are not those of {DIGESTS}")
        rows += resource["rows"]
    yield f"version {told['version']}: the {rows:,} rows of the tables are those of {DIGESTS}"


def _provenance(folder: Path, sums: Sums) -> Iterator[str]:
    """The statement of how the release was made speaks of these files."""
    if PROVENANCE not in sums:
        raise ValueError(f"{PROVENANCE} is missing: nothing says what the release was made from")
    statement = _json(folder / PROVENANCE)
    if (statement["_type"], statement["predicateType"]) != (STATEMENT, PREDICATE):
        raise ValueError(f"{PROVENANCE} is no SLSA provenance v1 in an in-toto statement v1")
    after = {DIGESTS, REGISTRY, PROVENANCE}
    if _subjects(statement) != {name: digest for name, digest in sums.items() if name not in after}:
        raise ValueError(f"{PROVENANCE} speaks of other files than {SUMS}")
    made = statement["predicate"]["buildDefinition"]
    digests = {one["name"]: one["digest"] for one in made["resolvedDependencies"]}
    commit = digests.get("source", {}).get("gitCommit")
    yield f"{PROVENANCE} names these files, " + (
        f"made from commit {commit}" if commit else "made from files that are no commit"
    )


def _attestation(folder: Path, sums: Sums, verdict: Verdict) -> None:
    """A bundle of attestations names these files; what it is signed with is not checked here."""
    if not (folder / BUNDLE).is_file():
        verdict.unproven.append(f"where it was built: {BUNDLE} is not here")
        return
    try:
        lines = (folder / BUNDLE).read_text(encoding="utf-8").splitlines()
        payloads = [json.loads(line)["dsseEnvelope"]["payload"] for line in lines if line.strip()]
        told = [_subjects(json.loads(base64.b64decode(payload, validate=True))) for payload in payloads]
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        verdict.refused.append(f"{BUNDLE} is no bundle of attestations")
        return
    if not any(subjects == sums for subjects in told):
        verdict.refused.append(f"{BUNDLE} speaks of other files than {SUMS}")
        return
    verdict.proven.append(f"{BUNDLE} names these files and their digests")
    verdict.unproven.append(
        f"the signature, certificate and log of {BUNDLE}, which need a root of trust: gh attestation verify FILE"
    )


def _subjects(statement: Any) -> dict[str, str]:
    return {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())
