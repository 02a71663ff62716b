"""What a release was made from, as an in-toto statement with SLSA provenance v1; and its signature by key.

``python -m release.provenance DIST --key KEY`` signs the sums of a release, and through them every file of it, the
statement included. The statement is the same wherever it is made: it names neither machine nor clock.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from andean_coca import verify
from release.descriptor import sha256, write_json

if TYPE_CHECKING:
    from release.artefacts.source import Source

NAME = verify.PROVENANCE
LOCK = "requirements/release.txt"
BUILD_TYPE, BUILDER = "urn:andean-coca:release:1", "urn:andean-coca:builder:python-m-release"
# Written from the public specifications of in-toto (Statement v1) and SLSA (provenance v1).
SCHEMA = Path(__file__).parent / "provenance.schema.json"
# Made from all that the statement names, and so after it.
_LATER = (verify.DIGESTS, verify.REGISTRY, *verify.BESIDE)


def write(source: Source, target: Path) -> list[str]:
    """Write the statement over all that lies in ``target``; the lists of digests come later."""
    write_json(target / NAME, statement(source, _made(target)))
    return [NAME]


def statement(source: Source, subjects: dict[str, str]) -> dict[str, Any]:
    """Return the statement that files (digest by name) were made from a source."""
    dependencies: list[dict[str, Any]] = [
        {"name": name, "digest": {"sha256": sha256(source.root / name)}} for name in ("datapackage.json", LOCK)
    ]
    if source.commit:
        dependencies.insert(0, {"name": "source", "digest": {"gitCommit": source.commit}})
    return {
        "_type": verify.STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in subjects.items()],
        "predicateType": verify.PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "command": ["python", "-m", "release"],
                    "version": source.version,
                    "SOURCE_DATE_EPOCH": str(source.epoch),
                },
                "resolvedDependencies": dependencies,
            },
            "runDetails": {"builder": {"id": BUILDER}},
        },
    }


def validate(source: Source, target: Path) -> str:
    """Hold the statement against the schema beside this module, and its digests against the files.

    Raises:
        UnfaithfulError: it breaks its standard, or tells other files or another source.
    """
    import jsonschema

    from release.artefacts.source import UnfaithfulError

    told = json.loads((target / NAME).read_bytes())
    errors = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes())).iter_errors(told)
    faults = sorted(f"{error.json_path}: {error.message}" for error in errors)
    if not faults and told != statement(source, _made(target)):
        faults = ["it speaks of other files, or of another source"]
    if faults:
        raise UnfaithfulError("provenance: " + "; ".join(faults))
    made_from = f"commit {source.commit}" if source.commit else "files that are no commit"
    return f"jsonschema: SLSA provenance v1 of {len(told['subject'])} files, made from {made_from}"


def _made(target: Path) -> dict[str, str]:
    found = sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())
    return {name: sha256(target / name) for name in found if name not in (NAME, *_LATER)}


def sign(target: Path, key: Path) -> Path:
    """Sign the sums of a release with an SSH key; return the signature, which takes the place of one before.

    Raises:
        RuntimeError: ssh-keygen does not sign; the message is its own.
    """
    signature = target / verify.SIGNATURE
    signature.unlink(missing_ok=True)
    command = ["ssh-keygen", "-Y", "sign", "-n", verify.NAMESPACE, "-f", str(key), str(target / verify.SUMS)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode or not signature.is_file():
        raise RuntimeError(f"ssh-keygen does not sign: {run.stderr.strip()}")
    return signature


def main(arguments: Sequence[str] | None = None) -> int:
    """Sign a release; exit 1 if that fails."""
    parser = argparse.ArgumentParser(prog="python -m release.provenance", description=__doc__)
    parser.add_argument("dist", type=Path, metavar="DIST", help="folder of the release")
    parser.add_argument("--key", type=Path, required=True, help="private SSH key, or the public one of an agent's")
    options = parser.parse_args(arguments)
    try:
        print(f"signed: {sign(options.dist, options.key)}")
    except (RuntimeError, OSError) as error:
        print(f"not signed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
