"""What is done to a release to see whether anyone notices."""

from __future__ import annotations

import json
from pathlib import Path

from andean_coca import verify


def flip(path: Path, at: int = -2) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


def resum(target: Path) -> None:
    """What a forger would do after a change: make the sums fit."""
    sums = verify.parse_sums((target / verify.SUMS).read_text(encoding="utf-8"))
    sums = {name: verify.sha256(target / name) for name in sums if (target / name).is_file()}
    lines = (f"{name} sha256:{digest}\n" for name, digest in sums.items() if name != verify.REGISTRY)
    (target / verify.REGISTRY).write_text("".join(lines), encoding="utf-8", newline="\n")
    sums[verify.REGISTRY] = verify.sha256(target / verify.REGISTRY)
    lines = (f"{digest}  {name}\n" for name, digest in sums.items())
    (target / verify.SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def renamed(target: Path, version: str) -> None:
    """Make a release one of another version, consistent with itself; archives keep what they hold."""
    for name, nested in (("datapackage.json", False), (verify.DIGESTS, False), (verify.PROVENANCE, True)):
        told = json.loads((target / name).read_bytes())
        if nested:
            for subject in told["subject"]:
                subject["digest"]["sha256"] = verify.sha256(target / subject["name"])
        else:
            told["version"] = version
        (target / name).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8", newline="\n")
    resum(target)
