"""Input that is too much or leads elsewhere is refused soon, in little memory, without a look outside."""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from planting import ROOT

from checks import archive, cells, cli
from checks.archive import check

UNITS = "data/units.csv"
HEADER = "unit_id,code_system,code,factor,base_unit_id,label_en,label_es\n"
MEGABYTE = 1024 * 1024
MEASURED = """
import json, resource, sys, time
from pathlib import Path
from checks import parsed, rules, run, schema_sql, store
from checks.archive import check
begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
report = check(Path(sys.argv[1]), fast=True)
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([[f"{f.code} {f.file} {f.severity}" for f in report.findings], time.monotonic() - begun, used / 1024]))
"""


def measured(root: Path) -> tuple[set[str], float, float]:
    """Findings (code and file), seconds and megabytes of a check in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", MEASURED, str(root)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    findings, seconds, megabytes = json.loads(run.stdout)
    return {f for f in findings if not f.endswith("info")}, seconds, megabytes


def write(name: str, parts: Iterator[str]) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        with (root / name).open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)

    return fault


def cell_of(megabytes: int, letter: str) -> Iterator[str]:
    yield HEADER + "U-0001,UCUM,"
    yield from (letter * (MEGABYTE // len(letter.encode())) for _ in range(megabytes))
    yield ",1,U-0001,a,b\n"


def quoted_lines(megabytes: int) -> Iterator[str]:
    yield HEADER + 'U-0001,UCUM,"'
    yield from (("x" * 1023 + "\n") * 1024 for _ in range(megabytes))
    yield '",1,U-0001,a,b\n'


TOO_MUCH: dict[str, Callable[[Path], None]] = {
    "cell of 100 MB": write(UNITS, cell_of(100, "x")),
    "cell of 60 MB": write(UNITS, cell_of(60, "x")),
    "cell of 60 MB of commas": write(UNITS, cell_of(60, ",")),
    "cell of 60 MB of broken lines": write(UNITS, quoted_lines(60)),
    "cell of 40,000 characters": write(UNITS, iter([HEADER, "U-0001,UCUM," + "x" * 40_000 + ",1,U-0001,a,b\n"])),
    "million columns": write(UNITS, iter([",".join(f"c{n}" for n in range(1_000_000)) + "\n"])),
    "thousand and one columns": write(UNITS, iter([",".join(f"c{n}" for n in range(1_001)) + "\n"])),
    "two million lines": write(UNITS, iter([HEADER, ",\n" * 2_000_000])),
    "schema of 5 MB": write("schemas/units.json", iter(["[" + "1," * (5 * MEGABYTE // 2) + "1]"])),
    "descriptor of 5 MB": write("datapackage.json", iter(["[" + "1," * (5 * MEGABYTE // 2) + "1]"])),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_one_finding_in_bounded_time_and_memory(copied: Path, name: str) -> None:
    TOO_MUCH[name](copied)
    found, seconds, megabytes = measured(copied)
    mine = {f for f in found if f.startswith("PKG012")}
    assert len(mine) == 1, found
    assert all(f.split()[0] in ("PKG012", "SCH109") for f in found)
    assert seconds < 8
    assert megabytes < 400


def test_longest_cell_that_fits_a_spreadsheet_is_read(copied: Path) -> None:
    path = copied / UNITS
    text = path.read_text(encoding="utf-8").replace(",hectare,", f",{'x' * 32_767},")
    path.write_text(text, encoding="utf-8", newline="")
    assert {f.code for f in check(copied, fast=True).findings} == {"SCH106"}


def test_limits_leave_room_for_the_record() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "data").glob("*.csv")]
    assert max(sizes) * 20 < cells.MAX_BYTES


def descriptor(**changes: Any) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        value = json.loads((root / "datapackage.json").read_bytes())
        value["resources"][3].update(changes)
        (root / "datapackage.json").write_text(json.dumps(value))

    return fault


def package_wide(**changes: Any) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        value = json.loads((root / "datapackage.json").read_bytes())
        (root / "datapackage.json").write_text(json.dumps({**value, **changes}))

    return fault


def in_schema(**changes: Any) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        path = root / "schemas" / "units.json"
        value = json.loads(path.read_bytes())
        path.write_text(json.dumps({**value, **changes}))

    return fault


def link(name: str, target: str) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        (root / name).unlink()
        (root / name).symlink_to(target)

    return fault


ELSEWHERE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "remote $ref as schema": ("PKG004", descriptor(schema={"$ref": "https://example.org/schema.json"})),
    "local $ref as schema": ("PKG004", descriptor(schema={"$ref": "file:///etc/hostname"})),
    "remote $ref in a schema": ("PKG006", in_schema(**{"$ref": "https://example.org/schema.json"})),
    "local $ref in a schema": ("PKG006", in_schema(**{"$ref": "../../etc/hostname"})),
    "remote $ref as fields": ("PKG004", in_schema(fields={"$ref": "https://example.org/fields.json"})),
    "remote $ref in the descriptor": ("PKG006", package_wide(**{"$ref": "https://example.org/package.json"})),
    "remote profile": ("PKG006", package_wide(profile="https://example.org/profile.json")),
    "remote profile of a resource": ("PKG006", descriptor(profile="https://example.org/profile.json")),
    "remote dialect": ("PKG002", descriptor(dialect="https://example.org/dialect.json")),
    "local dialect": ("PKG002", descriptor(dialect="/etc/hostname")),
    "remote scheme": ("PKG002", descriptor(scheme="https")),
    "further paths": ("PKG006", descriptor(extrapaths=["https://example.org/more.csv"])),
    "schema as a link out of the package": ("PKG002", link("schemas/units.json", "/etc/hostname")),
    "descriptor as a link out of the package": ("PKG001", link("datapackage.json", "/etc/hostname")),
    "descriptor without an end": ("PKG001", link("datapackage.json", "/dev/zero")),
    "table without an end": ("PKG002", link(UNITS, "/dev/zero")),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_leads_elsewhere_is_refused_and_never_followed(
    copied: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    code, fault = ELSEWHERE[name]
    fault(copied)
    opened: list[str] = []

    def refuse(*_: object) -> None:
        opened.append("a connection")
        raise OSError("no connection in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    before = Path.open, io.open

    def watch(path: object, *rest: Any, **more: Any) -> Any:
        if str(path).startswith(("/etc/hostname", "/dev/zero")):
            opened.append(str(path))
        return before[1](path, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(io, "open", watch)
    monkeypatch.setattr("builtins.open", watch)
    begun = time.monotonic()
    report = check(copied)
    assert code in {f.code for f in report.findings if f.severity == "error"}
    assert opened == []
    assert time.monotonic() - begun < 20


def zipped(root: Path, target: Path, prefix: str = "") -> zipfile.ZipFile:
    file = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p != target):
        file.write(path, prefix + path.relative_to(root).as_posix())
    return file


@pytest.mark.parametrize("prefix", ["", "andean-coca-1.0.0/"])
def test_zip_of_the_package_is_clean(copied: Path, tmp_path_factory: pytest.TempPathFactory, prefix: str) -> None:
    target = tmp_path_factory.mktemp("zip") / "package.zip"
    zipped(copied, target, prefix).close()
    report = check(target, fast=True)
    assert report.findings == []
    assert report.counts["tables"] == len(list((ROOT / "data").glob("*.csv")))
    assert cli.main([str(target), "--fast"]) == 0


def member(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def bomb(file: zipfile.ZipFile) -> None:
    with file.open("data/zeros.csv", "w", force_zip64=True) as packed:
        for _ in range(64):
            packed.write(b"0" * MEGABYTE)


PLAIN_NOT: dict[str, Callable[[zipfile.ZipFile], object]] = {
    "name that leads up": lambda z: z.writestr("../outside.csv", "x"),
    "name that leads up within": lambda z: z.writestr("data/../../outside.csv", "x"),
    "absolute name": lambda z: z.writestr("/outside.csv", "x"),
    "backslashes": lambda z: z.writestr(member("..\\outside.csv"), "x"),
    "drive": lambda z: z.writestr("C:/outside.csv", "x"),
    "symlink": lambda z: z.writestr(member("data/link.csv", stat.S_IFLNK | 0o777), "/etc/hostname"),
    "device": lambda z: z.writestr(member("data/device.csv", stat.S_IFCHR | 0o666), ""),
    "name twice": lambda z: z.writestr(member("data/UNITS.csv"), "x"),
    "bomb": bomb,
    "too many files": lambda z: [z.writestr(f"data/{n}.txt", "x") for n in range(1_001)],
}


def assert_refused(target: Path) -> None:
    folder = target.parent
    before = sorted(folder.parent.rglob("*"))
    begun = time.monotonic()
    report = check(target, fast=True)
    assert [f.code for f in report.findings] == ["PKG013"]
    assert time.monotonic() - begun < 5
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize("name", PLAIN_NOT)
def test_zip_that_is_not_plain_is_refused(copied: Path, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    target = tmp_path_factory.mktemp("zip") / "package.zip"
    with zipped(copied, target) as file:
        PLAIN_NOT[name](file)
    assert_refused(target)


def test_zip_of_too_many_bytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr("datapackage.json", "x" * 1001)
    assert_refused(tmp_path / "p.zip")


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "password": lambda raw: raw.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
    "cut off": lambda raw: raw[:-40],
    "no zip": lambda _: b"a,b\n1,2\n",
    "empty": lambda _: b"",
    "damaged stream": lambda raw: raw[:60] + bytes(b ^ 0xFF for b in raw[60:400]) + raw[400:],
}


@pytest.mark.parametrize("name", BROKEN)
def test_zip_that_is_broken_is_refused(copied: Path, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    target = tmp_path_factory.mktemp("zip") / "package.zip"
    zipped(copied, target).close()
    broken = BROKEN[name](target.read_bytes())
    assert broken != target.read_bytes()
    target.write_bytes(broken)
    report = check(target, fast=True)
    assert {f.code for f in report.findings} == {"PKG013"}
