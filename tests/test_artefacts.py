"""Every artefact says what the tables say, cell by cell, and fits its standard."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Released
from hypothesis import given
from hypothesis import strategies as st
from planting import EPOCH

from andean_coca import tables
from release import descriptor, prove
from release.artefacts import ARTEFACTS, cells, python
from release.artefacts.source import Source, UnfaithfulError

BY_NAME = {artefact.name: artefact for artefact in ARTEFACTS}
HELD = [artefact.name for artefact in ARTEFACTS if artefact.read_back]
FORMATS = ["csvw", "zip", "tar.gz", "parquet", "sqlite", "xlsx"]
TEXTS = """NA|null|nan|=1+1|-|'x|_x0041_|007|1e5|true|año “comillas” ñandú|🌿|a,b;c|say "hi"|x\ny|@SUM(A1)|#N/A|inf|0x1F
2018-06-07|12:30|http://example.org/?a=b&c=d|<b>&amp;</b>|a  b|TRUE|-0""".split("|")
DAYS = ["2018-06-07", "", "1850-01-31", "9999-12-31", "1900-02-28", "1900-03-01"]
NUMBERS = ["0.1", "-123.456", "", "100000000000000000000", "0.000000123456789", "1234567890.12345", "0"]
TYPES = {"id": "string", "note": "string", "day": "date", "number": "number", "count": "integer", "flag": "boolean"}
RECORD = {
    "name": "nasty",
    "title": "Nasty",
    "description": "Cells that readers take for something else.",
    "version": "1.2.3",
    "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}],
    "keywords": ["cells"],
    "contributors": [{"title": "Somebody"}],
}


def small(root: Path, rows: list[list[str]], types: dict[str, str] | None = None) -> Source:
    """A package of one table with these rows."""
    (root / "data").mkdir(parents=True)
    (root / "schemas").mkdir()
    kinds = types or TYPES
    facts = ("name", "title", "description", "description_es")
    fields = [{**dict.fromkeys(facts, name), "type": kind} for name, kind in kinds.items()]
    descriptor.write_json(root / "schemas" / "nasty.json", {"fields": fields, "primaryKey": ["id"]})
    (root / "data" / "nasty.csv").write_text(tables.serialise(list(kinds), rows), encoding="utf-8", newline="\n")
    paths = {"path": "data/nasty.csv", "schema": "schemas/nasty.json", "mediatype": "text/csv"}
    resource = {"name": "nasty", "title": "Nasty", "description": "One row is a trap.", **paths}
    descriptor.write_json(root / "datapackage.json", {**RECORD, "resources": [resource]})
    return Source(root, descriptor.released(root), EPOCH, ("data/nasty.csv",))


@pytest.mark.parametrize("name", list(BY_NAME))
def test_an_artefact_holds_what_the_tables_hold(released: Released, name: str) -> None:
    told = BY_NAME[name].prove(*released)
    rows = sum(resource["rows"] for resource in released.source.descriptor["resources"])
    assert told.endswith(f"cells in {rows:,} rows as in the tables") if name in HELD else told


@pytest.mark.parametrize("name", HELD)
def test_one_other_cell_is_seen_in_every_artefact(released: Released, name: str, copied: Path) -> None:
    """The tables change, the artefact does not: it no longer says the same."""
    path = copied / "data" / "sources.csv"
    text = path.read_text(encoding="utf-8")
    assert "faltan los párrafos" in text
    path.write_text(text.replace("faltan los párrafos", "faltan los parrafos", 1), encoding="utf-8", newline="")
    with pytest.raises(UnfaithfulError, match=r"sources, row 1, note_es: .*parrafos.* became .*párrafos"):
        BY_NAME[name].prove(replace(released.source, root=copied), released.target)


@pytest.mark.parametrize("edit", ["number", "date", "blank", "row"])
def test_numbers_dates_blanks_and_rows_count(released: Released, edit: str, copied: Path) -> None:
    path = copied / "data" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    first = text.split("\n")[1]
    source = replace(released.source, root=copied)
    changed = {
        "number": text.replace(",15000,,15000,", ",15000,,15000.5,", 1),
        "date": text.replace(",2005-03-01,", ",2005-03-02,", 1),
        "blank": text.replace(first, first + "x", 1),
        "row": text.replace(first + "\n", "", 1),
    }[edit]
    assert changed != text
    path.write_text(changed, encoding="utf-8", newline="")
    with pytest.raises(UnfaithfulError, match=r"figures, row \d+"):
        BY_NAME["sqlite"].prove(source, released.target)


def test_a_table_that_an_artefact_lacks_is_missed(released: Released, tmp_path: Path) -> None:
    some = [r for r in released.source.descriptor["resources"] if r["name"] != "conflicts"]
    BY_NAME["xlsx"].write(
        replace(released.source, descriptor={**released.source.descriptor, "resources": some}), tmp_path
    )
    with pytest.raises(UnfaithfulError, match="missing: conflicts"):
        BY_NAME["xlsx"].prove(released.source, tmp_path)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Source:
    rows = [
        [
            f"R-{n:04}",
            TEXTS[n % len(TEXTS)],
            DAYS[n % len(DAYS)],
            NUMBERS[n % len(NUMBERS)],
            ["0", "-5", "", "9007199254740991"][n % 4],
            ["true", "false", ""][n % 3],
        ]
        for n in range(3 * len(TEXTS))
    ]
    return small(tmp_path_factory.mktemp("nasty") / "package", rows)


@pytest.mark.parametrize("name", FORMATS)
def test_cells_that_look_like_something_else_come_back(nasty: Source, name: str) -> None:
    BY_NAME[name].write(nasty, nasty.root)
    assert "cells in 75 rows" in BY_NAME[name].prove(nasty, nasty.root)


def test_digits_that_a_format_cannot_hold_are_refused_not_lost(tmp_path: Path) -> None:
    types = {"id": "string", "number": "number"}
    source = small(tmp_path / "package", [["R-1", "0.12345678901234567891"]], types)
    for name in ("parquet", "sqlite", "xlsx"):
        BY_NAME[name].write(source, source.root)
        with pytest.raises(UnfaithfulError, match=r"row 1, number: '0\.12345678901234567891' became"):
            BY_NAME[name].prove(source, source.root)


def test_a_cell_longer_than_a_sheet_can_hold_is_refused(tmp_path: Path) -> None:
    source = small(tmp_path / "package", [["R-1", "x" * 40_000]], {"id": "string", "note": "string"})
    with pytest.raises(UnfaithfulError, match="nasty, row 1, note: more than a sheet can hold"):
        BY_NAME["xlsx"].write(source, source.root)


@given(st.integers(-(10**14), 10**14), st.integers(0, 12))
def test_a_number_is_the_same_text_again(digits: int, places: int) -> None:
    from decimal import Decimal

    text = cells.text("number", Decimal(digits).scaleb(-places))
    assert cells.text("number", cells.TYPED["number"](text)) == text
    assert "e" not in text.lower()


def test_sqlite_has_keys_indices_view_and_version(released: Released) -> None:
    with closing(sqlite3.connect(released.target / f"{released.target.name}.sqlite")) as store:
        ask: Callable[[str], list[tuple[object, ...]]] = lambda sql: store.execute(sql).fetchall()  # noqa: E731
        assert ask("PRAGMA integrity_check") == [("ok",)]
        major, minor, patch = map(int, released.source.version.split("."))
        assert ask("PRAGMA user_version") == [(10000 * major + 100 * minor + patch,)]
        assert ask("PRAGMA page_size") == [(4096,)]
        for table in released.source.tables:
            keys = {(row[3], row[2], row[4]) for row in ask(f"PRAGMA foreign_key_list({table.name})")}
            assert keys == {(mine[0], other, theirs[0]) for mine, other, theirs in table.foreign_keys}
            columns = ask(f"PRAGMA table_info({table.name})")
            assert [row[1] for row in sorted(columns, key=lambda r: r[5]) if row[5]] == table.schema["primaryKey"]
            led = {ask(f"PRAGMA index_info({row[1]})")[0][2] for row in ask(f"PRAGMA index_list({table.name})")}
            assert {mine[0] for mine, _, _ in table.foreign_keys} <= led
        seen = "SELECT printed, source_title, series_en FROM figures_with_sources WHERE figure_id = 'F-0072'"
        assert ask(seen)[0][0] == "nearly 60,000 hectares"
        assert all(ask(seen)[0])
        counts = [ask(f"SELECT count(*) FROM {name}") for name in ("figures", "figures_with_sources")]
        assert counts[0] == counts[1]


def test_sqlite_refuses_a_reference_to_nothing(copied: Path, released: Released, tmp_path: Path) -> None:
    path = copied / "data" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",E-0004,", ",E-9999,", 1), encoding="utf-8", newline="")
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(UnfaithfulError, match="figures, row 1: refers to no row of evidence"):
        BY_NAME["sqlite"].write(replace(released.source, root=copied), target)


def test_parquet_tells_what_its_columns_mean(released: Released) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(released.target / "parquet" / "figures.parquet")
    assert schema.field("value").type == pa.float64()
    assert schema.field("period_start").type == pa.date32()
    assert not schema.field("figure_id").nullable
    assert schema.field("value").metadata[b"description_es"].decode()
    assert schema.metadata[b"version"].decode() == released.source.version


def test_workbook_explains_itself_first(released: Released) -> None:
    import xml.etree.ElementTree as Xml

    from python_calamine import CalamineWorkbook

    path = released.target / f"{released.target.name}.xlsx"
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["columns", *(table.name for table in released.source.tables)]
    explained = book.get_sheet_by_name("columns").to_python()
    assert len(explained) == 1 + sum(len(table.fields) for table in released.source.tables)
    assert explained[1][:3] == ["sources", "source_id", released.source.tables[0].fields[0]["title"]]
    with zipfile.ZipFile(path) as zipped:
        sheet = zipped.read("xl/worksheets/sheet2.xml").decode()
        assert '<pane xSplit="1" ySplit="1"' in sheet
        assert "<autoFilter " in sheet
        created = Xml.fromstring(zipped.read("docProps/core.xml")).findtext("{http://purl.org/dc/terms/}created")
    assert created == datetime.fromtimestamp(EPOCH, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_archives_tell_nothing_of_the_machine(released: Released) -> None:
    raw = (released.target / f"{released.target.name}.tar.gz").read_bytes()
    assert raw[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + raw[8:10]  # no name, no time
    with tarfile.open(released.target / f"{released.target.name}.tar.gz") as packed:
        members = packed.getmembers()
    assert {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode) for m in members} == {(EPOCH, 0, 0, "", "", 0o644)}
    assert [m.name for m in members] == sorted(f"{released.target.name}/{name}" for name in released.source.members)


def test_wheel_from_the_sdist_is_the_wheel(released: Released, tmp_path: Path) -> None:
    name = f"andean_coca-{released.source.version}"
    with tarfile.open(released.target / f"{name}.tar.gz") as packed:
        packed.extractall(tmp_path, filter="data")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "out")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}
    subprocess.run(command, cwd=tmp_path / name, env=environment, check=True, capture_output=True)
    (built,) = (tmp_path / "out").iterdir()
    assert built.read_bytes() == python.wheel(*released).read_bytes()


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_wheel_works_by_itself(released: Released, monkeypatch: pytest.MonkeyPatch, installer: str) -> None:
    if installer == "pip":
        monkeypatch.setattr(shutil, "which", lambda _: None)
    assert f"opens {len(released.source.tables)} tables" in prove.installed(*released)


def test_wheel_that_lacks_a_table_is_not_released(released: Released, tmp_path: Path) -> None:
    target = tmp_path / released.target.name
    target.mkdir()
    with (
        zipfile.ZipFile(python.wheel(*released)) as whole,
        zipfile.ZipFile(python.wheel(released.source, target), "w") as broken,
    ):
        for info in whole.infolist():
            if not info.filename.endswith("data/units.csv"):
                broken.writestr(info, whole.read(info))
    with pytest.raises(RuntimeError, match=r"the wheel does not work by itself(.|\n)*units\.csv"):
        prove.installed(released.source, target)


def test_metadata_tell_the_identity_of_the_descriptor(released: Released) -> None:
    head, target = released.source.descriptor, released.target
    files = ("croissant.json", "dataset.jsonld", "datacite.json", ".zenodo.json", "csv-metadata.json", "CITATION.cff")
    for name in files:
        text = (target / name).read_text(encoding="utf-8")
        assert head["version"] in text, name
        assert head["description"] in text, name
        assert head["contributors"][0]["title"] in text, name
        assert str(released.source.day.year) in text, name


@pytest.mark.parametrize(
    ("artefact", "file", "old", "new", "message"),
    [
        ("csvw", "csv-metadata.json", '"format": "F-[0-9]{4,}"', '"format": "Z-[0-9]{4,}"', "csvw"),
        ("csvw", "csv-metadata.json", '"base": "decimal"', '"base": "integer"', "csvw"),
        ("croissant", "croissant.json", '"license": ', '"licence": ', "mlcroissant"),
        (
            "croissant",
            "croissant.json",
            '"column": "value"',
            '"column": "valor"',
            r"mlcroissant: .*ReadFields\(figures\)",
        ),
        ("schema.org", "dataset.jsonld", '"keywords": ', '"keyword": ', "schema.org/keyword"),
        ("schema.org", "dataset.jsonld", '"@type": "Dataset"', '"@type": "DataSet"', "schema.org/DataSet"),
        ("datacite", "datacite.json", '"publicationYear": "', '"publicationYear": "x', "publicationYear"),
        ("datacite", "datacite.json", '"Dataset"', '"Record"', "resourceTypeGeneral"),
        ("citation", "CITATION.cff", "authors: ", "author: ", "author"),
        ("citation", "CITATION.cff", "date-released: ", "date-released: x # ", "date-released"),
        ("zenodo", ".zenodo.json", '"cc-by-4.0"', '"CC BY"', "license"),
        ("zenodo", ".zenodo.json", '"creators"', '"authors"', "creators"),
    ],
)
def test_metadata_that_break_their_standard_are_refused(
    released: Released, tmp_path: Path, artefact: str, file: str, old: str, new: str, message: str
) -> None:
    for folder in ("data", "schemas"):
        shutil.copytree(released.target / folder, tmp_path / folder)
    text = (released.target / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8", newline="")
    with pytest.raises(UnfaithfulError, match=message):
        BY_NAME[artefact].prove(released.source, tmp_path)


def test_digests_are_those_of_the_rows_whatever_the_format(released: Released) -> None:
    import hashlib

    import pandas as pd

    told = json.loads((released.target / "digests.json").read_bytes())
    for table in released.source.tables:
        path = released.target / "data" / f"{table.name}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows = [list(frame), *frame.to_numpy().tolist()]
        lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
        digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
        assert told["tables"][table.name] == {"rows": len(frame), "sha256": digest}
    stated = {resource["path"]: resource["hash"] for resource in released.source.descriptor["resources"]}
    packed = told["members"][f"{released.target.name}.tar.gz"]
    assert all(f"sha256:{packed[f'{released.target.name}/{path}']}" == digest for path, digest in stated.items())
    archives = {p.name for p in released.target.iterdir() if p.suffix in (".zip", ".gz", ".whl", ".xlsx")}
    assert set(told["members"]) == archives


def test_registry_is_one_that_pooch_reads(released: Released, tmp_path: Path) -> None:
    import pooch

    fetch = pooch.create(path=tmp_path, base_url="https://example.org/", registry=None)
    fetch.load_registry(str(released.target / "registry.txt"))
    assert "data/figures.csv" in fetch.registry
    for name, known in fetch.registry.items():
        assert f"sha256:{pooch.file_hash(str(released.target / name))}" == known


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell the most memory that a process used")
@pytest.mark.parametrize("name", ["zip", "parquet", "sqlite"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, name: str) -> None:
    """Five times the rows in a process of its own take about the memory of one time."""
    import multiprocessing

    from benchmarks.release import generate, measure

    peaks = []
    for rows in (100_000, 500_000):
        target = tmp_path / str(rows) / "big"
        source = generate(target, rows)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            peaks.append(pool.apply(measure, (name, source, target))[3])
    assert peaks[1] - peaks[0] < 100, peaks  # MiB; the cells alone as Python objects would take 250
