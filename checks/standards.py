"""The package held against the standards: frictionless, and the official Data Package 2.0 profiles."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from checks.codes import CODES
from checks.findings import Finding
from checks.package import DESCRIPTOR, Package

# What frictionless would resolve by itself is refused before frictionless sees it.
_UNSAFE = {"PKG001", "PKG002", "PKG003", "PKG004", "PKG006", "PKG012", "LEX001"}


def check_standards(package: Package) -> list[Finding]:
    """Return what frictionless and the profiles object to; nothing if the package cannot be read safely."""
    if any(f.code in _UNSAFE for f in package.findings):
        return []
    return [*check_profiles(package), *_frictionless(package)]


def check_profiles(package: Package) -> list[Finding]:
    """Return what the official profiles object to in the descriptor and the schemas."""
    findings = _profile(package.descriptor, "datapackage", DESCRIPTOR)
    for resource in package.descriptor["resources"]:
        if isinstance(resource.get("schema"), str):
            findings += _profile(
                json.loads((package.root / resource["schema"]).read_bytes()), "tableschema", resource["schema"]
            )
        if isinstance(resource.get("dialect"), dict):
            findings += _profile(resource["dialect"], "tabledialect", DESCRIPTOR)
    return findings


def _profile(metadata: dict[str, Any], name: str, file: str) -> list[Finding]:
    from jsonschema import Draft7Validator

    text = resources.files("dplib").joinpath(f"profiles/2.0/{name}.json").read_text(encoding="utf-8")
    errors = sorted(
        Draft7Validator(json.loads(text)).iter_errors(metadata), key=lambda e: list(map(str, e.absolute_path))
    )
    return [
        CODES["DPK001"].finding(file, e.message[:300], field="/".join(map(str, e.absolute_path)) or None)
        for e in errors
    ]


def _frictionless(package: Package) -> list[Finding]:
    import frictionless

    report = frictionless.validate(str(package.root / DESCRIPTOR))
    findings = [CODES["FRL001"].finding(DESCRIPTOR, "a valid package", got=e.message[:300]) for e in report.errors]
    for task in report.tasks:
        table = package.tables.get(task.name)
        for error in task.errors:
            number = getattr(error, "row_number", None)
            lines = table.rows.lines if table else []
            # Row numbers of frictionless count records, the header included.
            line = lines[number - 2] if number and 2 <= number < len(lines) + 2 else None
            findings.append(
                CODES["FRL001"].finding(
                    table.file if table else DESCRIPTOR,
                    f"no {error.type}",
                    line=line,
                    field=getattr(error, "field_name", None),
                    got=error.message[:300],
                )
            )
    return findings
