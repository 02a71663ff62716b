"""The same cells have the same findings in every form: CSV, gzip, Parquet, a folder of parts, an address."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import io
import json
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from conftest import Released
from planting import ROOT

from benchmarks.generate import generate
from checks import cli, store
from checks import package as packages
from checks.archive import check
from checks.engines import remote
from checks.findings import Finding, Report

Told = tuple[str, str, int | None, str | None, str | None, str | None, str]
SCHEMA = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "R-[0-9]{4,}"}},
        {"name": "value", "type": "number"},
        {"name": "count", "type": "integer"},
        {"name": "day", "type": "date"},
        {"name": "open", "type": "boolean"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": ["id"],
}
HEAD = "id,value,count,day,open,note\n"
ROWS = [f"R-{n:04d},{n}.5,{n},2020-02-29,true,n{n}\n" for n in range(1, 13)]
FAULTS = {
    1: ROWS[1].replace("2020", "20"),
    4: ROWS[2],
    6: ROWS[6].replace("n7", "n7 "),
    9: ROWS[9].replace("n10", '"a\nb"'),
}
FAULTY = [FAULTS.get(n, row) for n, row in enumerate(ROWS)]


def package(root: Path, path: str, **stated: object) -> Path:
    (root / "data").mkdir(parents=True, exist_ok=True)
    resource = {"name": "t", "path": path, "schema": SCHEMA, **stated}
    (root / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return root


def text(rows: list[str]) -> bytes:
    return (HEAD + "".join(rows)).encode()


def parquet(path: Path, csv: bytes) -> None:
    """Write the cells of a CSV file as text."""
    source = path.with_suffix(".tmp")
    source.write_bytes(csv)
    options = "header = true, all_varchar = true, strict_mode = true, quote = '\"', delim = ','"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}', {options})) TO '{path}' (FORMAT parquet)")
    source.unlink()


def report(root: Path, **options: Any) -> Report:
    return check(root, fast=True, **({"memory": "500MB"} | options))


def told(found: list[Finding]) -> list[Told]:
    """What is found in data, beyond that this package is not the record."""
    return [
        (f.code, f.file, f.line, f.key, f.field, f.got, f.expected)
        for f in found
        if f.code not in {"PKG005", "PKG008", "WVR001"} and not f.code.startswith("WAI")
    ]


def in_parts(found: list[Told], size: int) -> list[Told]:
    """Findings on one file as they are on parts of so many rows; the fifth last row but two has a break."""
    result = []
    for code, _, line, *rest, expected in found:
        assert line
        row = line - 2 - (line > 11)
        said = expected
        if "has it already" in expected:
            assert "line 4 " in expected
            said = expected if size > row else expected.replace("line 4", "line 4 of data/t/p0.csv")
        result.append(
            (code, f"data/t/p{row // size}.csv", 2 + row % size + (line > 11 and 9 % size < row % size), *rest, said)
        )
    return result


@pytest.fixture
def plain(tmp_path: Path) -> list[Told]:
    (package(tmp_path / "plain", "data/t.csv") / "data" / "t.csv").write_bytes(text(FAULTY))
    found = told(report(tmp_path / "plain").findings)
    assert {(f[0], f[2]) for f in found} == {("SCH102", 3), ("SCH108", 6), ("LEX006", 6), ("LEX007", 8)}
    return found


@pytest.mark.parametrize("form", ["data/t.csv.gz", "data/t.parquet"])
def test_other_forms_of_a_file_have_its_findings(tmp_path: Path, plain: list[Told], form: str) -> None:
    root = package(tmp_path / "p", form)
    raw = text(FAULTY)
    (root / form).write_bytes(gzip.compress(raw)) if form.endswith("gz") else parquet(root / form, raw)
    found = report(root)
    assert told(found.findings) == [(code, form, *rest) for code, _, *rest in plain]
    assert found.rows == {form: 12}


@pytest.mark.parametrize("size", [3, 4, 12])
def test_parts_name_their_own_file_and_line(tmp_path: Path, plain: list[Told], size: int) -> None:
    root = package(tmp_path / "p", "data/t", rows=12)
    (root / "data" / "t").mkdir()
    for n in range(0, 12, size):
        (root / "data" / "t" / f"p{n // size}.csv").write_bytes(text(FAULTY[n : n + size]))
    found = report(root)
    assert sorted(told(found.findings), key=str) == sorted(in_parts(plain, size), key=str)
    assert found.rows == {"data/t": 12}
    assert {found.table(f[1]) for f in told(found.findings)} == {"data/t"}


def test_parts_of_several_forms_are_one_table(tmp_path: Path) -> None:
    root = package(tmp_path / "p", "data/t", bytes=1)
    folder = root / "data" / "t"
    folder.mkdir()
    (folder / "a.csv").write_bytes(text([*FAULTY[8:10], "\n"]))
    (folder / "b.csv.gz").write_bytes(gzip.compress(text([])))
    parquet(folder / "c.parquet", text(ROWS[10:]))
    (folder / "d[1].csv").write_bytes(text([*ROWS[:2], "\n", ROWS[9].replace("10.5", "1e5")]))
    (folder / "_SUCCESS").touch()
    (folder / "notes.txt").touch()
    found = [(f[0], f[1], f[2], f[6]) for f in told(report(root).findings)]
    size = sum(p.stat().st_size for p in folder.iterdir())
    expected = [
        ("PKG007", "data/t/notes.txt", None, "a resource that describes the file"),
        ("PKG010", "data/t", None, str(size)),
        ("LEX005", "data/t/a.csv", 5, "one LF at the end and no blank line"),
        ("LEX005", "data/t/d[1].csv", 4, "one LF at the end and no blank line"),
        ("LEX006", "data/t/d[1].csv", 2, "rows in the order of their key"),
        ("SCH102", "data/t/d[1].csv", 5, "number such as 1250.5"),
        ("SCH108", "data/t/d[1].csv", 5, "a value of its own: line 3 of data/t/a.csv has it already"),
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_typed_cells_are_told_as_the_record_writes_them(tmp_path: Path) -> None:
    root = package(tmp_path / "p", "data/t.parquet")
    rows = (
        "('R-0001', 1.0::DOUBLE, 1::BIGINT, DATE '2020-02-29', true, 'a'), ('R-0002', 1.5e300, 2, NULL, false, ''), "
        "('R-0003', -2.5e-9, 3, DATE '2020-03-01', NULL, 'ñ'), ('R-0004', 'nan'::DOUBLE, 4, NULL, NULL, '\u0410')"
    )
    query = f"SELECT * FROM (VALUES {rows}) t(id, value, count, day, open, note)"
    duckdb.sql(f"COPY ({query}) TO '{root / 'data' / 't.parquet'}' (FORMAT parquet)")
    found = told(report(root).findings)
    assert [f[:6] for f in found] == [
        ("LEX010", "data/t.parquet", 5, "R-0004", "note", "\u0410 (CYRILLIC CAPITAL LETTER A)"),
        ("SCH102", "data/t.parquet", 5, "R-0004", "value", "nan"),
    ]
    read = packages.read(root, large=True)
    store.open_store(read, "500MB")
    long = "15" + "0" * 299
    assert [r[1:] for r in read.tables["t"].rows.rows[:3]] == [
        ["1", "1", "2020-02-29", "true", "a"],
        [long, "2", "", "false", ""],
        ["-0.0000000025", "3", "2020-03-01", "", "ñ"],
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD.replace(",", ";"), ("LEX004", "data/t.csv", 1, "cells separated by commas")),
        (",".join(f"c{n}" for n in range(1_500)), ("PKG012", "data/t.csv", 1, "1,000 columns at most")),
    ],
)
@pytest.mark.parametrize("options", [{}, {"memory": None}], ids=["large", "small"])
def test_header_that_no_reader_takes_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, expected: tuple[object, ...], options: dict[str, Any]
) -> None:
    monkeypatch.setattr(packages, "THRESHOLD", 10)
    root = package(tmp_path / "p", "data/t.csv")
    (root / "data" / "t.csv").write_text(head.strip() + "\nR-0001\n", encoding="utf-8", newline="")
    assert [(*f[:3], f[6]) for f in told(report(root, **options).findings)] == [expected]


def test_cell_beyond_the_limit_is_told_at_its_line(tmp_path: Path) -> None:
    root = package(tmp_path / "p", "data/t")
    (root / "data" / "t").mkdir()
    (root / "data" / "t" / "a.csv").write_bytes(text(ROWS[:4]))
    (root / "data" / "t" / "b.csv").write_bytes(text([ROWS[4], "\n", ROWS[5].replace("n6", "n" * 32_768), ROWS[6]]))
    found = [f[:3] for f in told(report(root).findings) if f[0] != "LEX005"]
    assert found == [("PKG012", "data/t/b.csv", 4)]


def test_day_with_a_time_zone_is_the_same_wherever_it_is_read(tmp_path: Path) -> None:
    root = package(tmp_path / "p", "data/t.parquet")
    times = "TIMESTAMPTZ '2020-02-29 00:00:00+00'), ('R-0002', TIMESTAMPTZ '2020-02-29 05:00:00+00'"
    cells = "id, 1.5 AS value, 1 AS count, day, true AS open, 'a' AS note"
    query = f"SELECT {cells} FROM (VALUES ('R-0001', {times})) t(id, day)"
    duckdb.sql(f"COPY ({query}) TO '{root / 'data' / 't.parquet'}' (FORMAT parquet)")
    options = ["--fast", "--no-cache", "--memory", "500MB", "--format", "json"]
    command = [sys.executable, "-m", "checks", str(root), *options]
    for zone in ("UTC", "America/Lima", "Asia/Kolkata"):
        environment = {**os.environ, "TZ": zone, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        found = [f for f in json.loads(run.stdout)["findings"] if f["file"] == "data/t.parquet"]
        assert [(f["code"], f["line"], f["got"]) for f in found] == [("SCH102", 3, "2020-02-29 05:00:00+00")], zone


def test_parquet_files_of_a_release_pass_as_its_csv_does(copied: Path, released: Released) -> None:
    clean = report(copied)
    descriptor = json.loads((copied / "datapackage.json").read_bytes())
    shutil.rmtree(copied / "data")
    shutil.copytree(released.target / "parquet", copied / "data")
    for resource in descriptor["resources"]:
        resource["path"] = resource["path"].replace(".csv", ".parquet")
    (copied / "datapackage.json").write_text(json.dumps(descriptor))
    found = report(copied)
    assert found.findings == [replace(f, file=f.file.replace(".csv", ".parquet")) for f in clean.findings]
    assert (found.ok, found.counts) == (True, clean.counts)
    path = copied / "data" / "figures.parquet"
    changed = "SELECT * REPLACE (CASE WHEN figure_id = 'F-0007' THEN 'guess' ELSE claim_type END AS claim_type)"
    duckdb.sql(f"COPY ({changed} FROM '{path}') TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)
    place = [r for (r,) in duckdb.sql(f"SELECT figure_id FROM '{path}'").fetchall()].index("F-0007")
    planted = [f for f in report(copied).findings if f.code == "SCH103"]
    assert [(f.file, f.line, f.key, f.field) for f in planted] == [
        ("data/figures.parquet", place + 2, "F-0007", "claim_type")
    ]


def test_planted_faults_are_found_in_parts(tmp_path: Path) -> None:
    root = tmp_path / "p"
    planted = generate(root, 9_000, faults=22, seed=1)
    lines = (root / "data" / "figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (root / "data" / "figures.csv").unlink()
    (root / "data" / "figures").mkdir()
    for n in range(1, len(lines), 700):
        part = lines[0] + "".join(lines[n : n + 700])
        (root / "data" / "figures" / f"{n:05d}.csv.gz").write_bytes(gzip.compress(part.encode()))
    descriptor = (root / "datapackage.json").read_text().replace("data/figures.csv", "data/figures")
    (root / "datapackage.json").write_text(descriptor)
    expected = Counter[tuple[object, ...]]()
    for p in planted:
        begin = (p.line - 2) // 700 * 700 + 1
        place = (f"data/figures/{begin:05d}.csv.gz", p.line - begin + 1) if "figures" in p.file else (p.file, p.line)
        expected[p.code, *place, p.key, p.field] += 1
    found = [f[:5] for f in told(report(root).findings) if f[0].startswith(("SCH", "LEX", "PKG"))]
    assert expected.total() == 22
    assert Counter(found) == expected


def flipped(raw: bytes) -> bytes:
    return raw[:40] + bytes(b ^ 0xFF for b in raw[40:60]) + raw[60:]


BROKEN = {
    "cut gzip": ("t.csv.gz", lambda raw: gzip.compress(raw)[:-30], "LEX004"),
    "no gzip": ("t.csv.gz", lambda raw: raw, "LEX004"),
    "changed gzip": ("t.csv.gz", lambda raw: flipped(gzip.compress(raw)), "LEX004"),
    "gzip with more": ("t.csv.gz", lambda raw: gzip.compress(raw) + b"more", "LEX004"),
    "empty gzip": ("t.csv.gz", lambda _: gzip.compress(b""), "LEX004"),
    "no parquet": ("t.parquet", lambda raw: raw, "LEX004"),
    "empty file": ("t.csv.gz", lambda _: b"", "LEX004"),
    "header alone": ("t.csv.gz", lambda _: gzip.compress(HEAD.encode()), "SCH005"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("folder", ["", "t/"])
def test_broken_file_is_one_finding(tmp_path: Path, name: str, folder: str) -> None:
    file, broken, code = BROKEN[name]
    root = package(tmp_path / "p", f"data/{folder}".rstrip("/") if folder else f"data/{file}")
    path = root / "data" / folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(broken(text(ROWS * 400)))
    found = told(report(root).findings)
    expected = f"data/{folder}".rstrip("/") if folder and code == "SCH005" else f"data/{folder}{file}"
    assert [(f[0], f[1]) for f in found] == [(code, expected)]


def test_damaged_parquet_ends_in_findings(tmp_path: Path) -> None:
    path = package(tmp_path / "p", "data/t.parquet") / "data" / "t.parquet"
    parquet(path, text(ROWS))
    raw, found = path.read_bytes(), []
    for at in range(0, len(raw), len(raw) // 16):
        path.write_bytes(raw[:at] + bytes(b ^ 0xFF for b in raw[at : at + 8]) + raw[at + 8 :])
        found.append([f[0] for f in told(report(tmp_path / "p").findings)])
    unreadable = [codes for codes in found if "LEX004" in codes]
    assert all(codes == ["LEX004"] for codes in unreadable)
    assert len(unreadable) > 8


def test_folders_without_parts_or_with_other_headers_are_told(tmp_path: Path) -> None:
    root = package(tmp_path / "p", "data/t")
    (root / "data" / "t").mkdir()
    assert [f[:2] for f in told(report(root).findings)] == [("PKG003", "data/t")]
    (root / "data" / "t" / "a.csv").write_bytes(text(ROWS[:2]))
    (root / "data" / "t" / "b.csv").write_bytes(text(ROWS[2:]).replace(b"count", b"counts", 1))
    found = [(f[0], f[1], f[2], f[4]) for f in told(report(root).findings)]
    assert found == [("SCH001", "data/t/b.csv", 1, "count"), ("SCH002", "data/t/b.csv", 1, "counts")]
    (tmp_path / "c.csv").write_bytes(text(ROWS[2:]))
    (root / "data" / "t" / "b.csv").unlink()
    (root / "data" / "t" / "b.csv").symlink_to(tmp_path / "c.csv")
    assert ("PKG002", "data/t/b.csv") in [f[:2] for f in told(report(root).findings)]


NO_PART: dict[str, tuple[str, Callable[[Path], object]]] = {
    "link to nowhere": ("PKG003", lambda place: place.symlink_to("nowhere.csv")),
    "link to itself": ("PKG003", lambda place: place.symlink_to(place.name)),
    "link out of the package, to nowhere": ("PKG002", lambda place: place.symlink_to("/nowhere.csv")),
    "pipe": ("PKG003", os.mkfifo),
    "folder": ("PKG003", Path.mkdir),
}


@pytest.mark.parametrize("name", NO_PART)
def test_what_is_named_like_a_part_and_is_none_is_told(tmp_path: Path, name: str) -> None:
    root = package(tmp_path / "p", "data/t")
    (root / "data" / "t").mkdir()
    (root / "data" / "t" / "a.csv").write_bytes(text(ROWS))
    code, make = NO_PART[name]
    make(root / "data" / "t" / "b.csv")
    assert [f[:2] for f in told(report(root).findings)] == [(code, "data/t/b.csv")]


def test_stated_bytes_and_hash_are_of_the_packed_file(tmp_path: Path) -> None:
    packed = gzip.compress(text(ROWS))
    facts = {"bytes": len(packed), "hash": f"sha256:{hashlib.sha256(packed).hexdigest()}", "rows": 12}
    root = package(tmp_path / "p", "data/t.csv.gz", **facts)
    (root / "data" / "t.csv.gz").write_bytes(packed)
    assert told(report(root).findings) == []
    package(root, "data/t.csv.gz", bytes=1, hash="sha256:0", rows=1)
    found = told(report(root).findings)
    assert [(f[0], f[4], f[6]) for f in found] == [("PKG010", name, str(facts[name])) for name in sorted(facts)]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server of a folder, on this machine, and the folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            if self.path == "/away.csv":
                self.send_response(302)
                self.send_header("Location", "ftp://localhost/t.csv")
                self.end_headers()
            elif self.path == "/short.csv":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(text(ROWS[:1]))
            else:
                super().do_GET()

    folder = tmp_path / "served"
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", folder
    server.shutdown()
    server.server_close()


def test_addresses_are_fetched_when_asked_for(
    tmp_path: Path, plain: list[Told], served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, folder = served
    (folder / "t.csv.gz").write_bytes(gzip.compress(text(FAULTY)))
    root, file = tmp_path / "p", f"{address}/t.csv.gz"
    package(root, file)
    said: list[str] = []
    assert told(report(root, remote=True, progress=said.append).findings) == [(c, file, *rest) for c, _, *rest in plain]
    assert any(f"fetching {file}" in step for step in said)
    found = [f for f in report(root).findings if f.code == "PKG002"]
    assert [(f.got, "--remote" in f.fix, "--memory" in f.fix) for f in found] == [(file, True, False)]
    for name, expected in (
        ("none.csv", "a file that can be fetched"),
        ("away.csv", "no redirection to another kind of address"),
        ("short.csv", "1,000 bytes, as the server told"),
        ("t.zip", "an address that ends in .csv, .csv.gz, .parquet"),
    ):
        package(root, f"{address}/{name}")
        assert [(f[0], f[6]) for f in told(report(root, remote=True).findings)] == [("PKG003", expected)]
    monkeypatch.setattr(remote, "LIMIT", 50)
    package(root, file)
    assert [f[6] for f in told(report(root, remote=True).findings)] == ["50 bytes at most"]


def test_s3_is_read_by_s3fs_if_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, asked = text(ROWS), list[str]()

    class System:
        def info(self, address: str) -> dict[str, int]:
            asked.append(address)
            return {"size": len(raw)}

        def open(self, address: str, mode: str) -> io.BytesIO:
            assert (address, mode) == ("s3://bucket/t.csv", "rb")
            return io.BytesIO(raw)

    root = package(tmp_path / "p", "s3://bucket/t.csv")
    monkeypatch.setitem(sys.modules, "s3fs", None)
    found = [f for f in report(root, remote=True).findings if f.code == "PKG003"]
    assert [(f.expected, f.fix) for f in found] == [("s3fs, which reads s3 addresses", "install it: pip install s3fs")]
    monkeypatch.setitem(sys.modules, "s3fs", SimpleNamespace(S3FileSystem=System))
    found = report(root, remote=True)
    assert (told(found.findings), found.rows, asked) == ([], {"s3://bucket/t.csv": 12}, ["s3://bucket/t.csv"])


@pytest.mark.parametrize(
    "path", ["data/t.csv.gz", "data/t.parquet", "data/t", "https://example.org/t.csv", "s3://b/t.csv"]
)
def test_without_memory_other_forms_are_one_finding(tmp_path: Path, path: str) -> None:
    root = package(tmp_path / "p", path)
    if path == "data/t":
        (root / path).mkdir()
    elif path.startswith("data"):
        (root / path).write_bytes(b"")
    found = [f for f in check(root, fast=True).findings if f.code not in {"PKG005", "PKG008"}]
    assert [(f.code, f.got, "--memory 1GB" in f.fix) for f in found] == [("PKG002", path, True)]


@pytest.mark.parametrize(
    "path", ["ftp://example.org/t.csv", "file:///etc/passwd", "http://example.org/t.csv", "../t.csv.gz"]
)
def test_other_addresses_are_never_read(tmp_path: Path, path: str) -> None:
    found = told(report(package(tmp_path / "p", path), remote=True).findings)
    assert [(f[0], f[6]) for f in found] == [("PKG002", "a path inside the package")]


def test_remote_asks_for_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(tmp_path), "--remote"])
    assert ended.value.code == 2
    assert "--remote needs --memory" in capsys.readouterr().err
