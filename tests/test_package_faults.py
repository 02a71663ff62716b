"""Bad input is one clear finding: each fault is named, made on disk, and has its own code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from planting import ROOT

from checks import package
from checks.run import check

FIGURES = "data/figures.csv"


def rewrite(file: str, old: str, new: str) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return fault


def raw(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda root: (root / file).write_bytes(change((root / file).read_bytes())) and None


def descriptor(change: Callable[[dict], object]) -> Callable[[Path], None]:  # type: ignore[type-arg]
    def fault(root: Path) -> None:
        value = json.loads((root / "datapackage.json").read_bytes())
        change(value)
        (root / "datapackage.json").write_text(json.dumps(value), encoding="utf-8")

    return fault


def resource(number: int, **changes: object) -> Callable[[Path], None]:
    return descriptor(lambda d: d["resources"][number].update(changes))


def link(name: str, target: str | Path) -> Callable[[Path], None]:
    def fault(root: Path) -> None:
        place = root / "data" / name
        place.unlink(missing_ok=True)
        place.symlink_to(target)

    return fault


def reverse_rows(raw_bytes: bytes) -> bytes:
    head, *rows = raw_bytes.decode().splitlines(keepends=True)
    return "".join([head, rows[1], rows[0], *rows[2:]]).encode()


def drop_column(raw_bytes: bytes) -> bytes:
    return b"\n".join(line.partition(b",")[2] for line in raw_bytes.split(b"\n"))


def same_hash(root: Path) -> None:
    path = root / "data" / "sources.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    digest = next(c for c in rows[1].split(",") if len(c) == 64)
    other = next(c for c in rows[2].split(",") if len(c) == 64)
    rows[2] = rows[2].replace(other, digest)
    path.write_text("".join(rows), encoding="utf-8", newline="")


FAULTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "no descriptor": ("PKG001", lambda root: (root / "datapackage.json").unlink()),
    "descriptor is no JSON": ("PKG001", raw("datapackage.json", lambda b: b[:-20])),
    "descriptor is a list": ("PKG001", raw("datapackage.json", lambda _: b"[]")),
    "descriptor is Latin-1": ("PKG001", raw("datapackage.json", lambda _: '{"name": "\u00e9"}'.encode("latin-1"))),
    "descriptor nests too deep": ("PKG001", raw("datapackage.json", lambda _: b"[" * 200_000)),
    "a key stands twice": ("PKG001", raw("datapackage.json", lambda b: b.replace(b"{", b'{"name": "x",', 1))),
    "no resources": ("PKG001", descriptor(lambda d: d.pop("resources"))),
    "resource without a name": ("PKG001", descriptor(lambda d: d["resources"][0].pop("name"))),
    "two resources of one name": ("PKG001", resource(1, name="sources")),
    "two resources of one name but for its case": ("PKG001", resource(1, name="Sources")),
    "resource with a list as its name": ("PKG001", resource(1, name=["sources"])),
    "resource named as a table of the store": ("PKG001", resource(1, name="mentions")),
    "remote path": ("PKG002", resource(0, path="https://example.org/sources.csv")),
    "absolute path": ("PKG002", resource(0, path="/etc/passwd")),
    "path out of the package": ("PKG002", resource(0, path="data/../../x.csv")),
    "hidden path": ("PKG002", resource(0, path="data/.sources.csv")),
    "Windows path": ("PKG002", resource(0, path="C:\\data\\sources.csv")),
    "several paths": ("PKG002", resource(0, path=["data/sources.csv"])),
    "folder of the package as path": ("PKG002", resource(0, path=".")),
    "path that no file can have": ("PKG003", resource(0, path="data/sources.csv\0")),
    "path of a name too long": ("PKG003", resource(0, path="x" * 5_000)),
    "remote schema": ("PKG002", resource(0, schema="https://example.org/schema.json")),
    "symlink out of the package": ("PKG002", link("figures.csv", ROOT / FIGURES)),
    "link to itself": ("PKG003", link("units.csv", "units.csv")),
    "link that nobody describes": ("PKG007", link("more.csv", "nowhere.csv")),
    "table file missing": ("PKG003", lambda root: (root / "data" / "units.csv").unlink()),
    "schema file missing": ("PKG003", lambda root: (root / "schemas" / "units.json").unlink()),
    "schema is no JSON": ("PKG004", raw("schemas/units.json", lambda b: b[:-20])),
    "schema without fields": ("PKG004", raw("schemas/units.json", lambda _: b"{}")),
    "unknown type": ("PKG004", rewrite("schemas/units.json", '"number"', '"decimal"')),
    "field without a name": ("PKG004", rewrite("schemas/units.json", '"label_en"', '""')),
    "two fields of one name but for its case": ("PKG004", rewrite("schemas/units.json", '"label_en"', '"Label_es"')),
    "field named as the line": ("PKG004", rewrite("schemas/units.json", '"label_en"', '"_line"')),
    "field named as the place of a row": ("PKG004", rewrite("schemas/units.json", '"label_en"', '"RowID"')),
    "reference to a list of tables": ("PKG004", rewrite("schemas/figures.json", '"events"', '["events"]')),
    "reference to no table": ("PKG004", rewrite("schemas/figures.json", '"resource": "events"', '"resource": "event"')),
    "reference to no column": (
        "PKG004",
        rewrite(
            "schemas/figures.json", *(f'"events",\n        "fields": [\n          "{n}"' for n in ("event_id", "id"))
        ),
    ),
    "other missing value": ("PKG004", rewrite("schemas/units.json", '    ""', '    "NA"')),
    "table left out": ("PKG005", descriptor(lambda d: d["resources"].pop())),
    "misspelt key": ("PKG006", rewrite("schemas/units.json", '"primaryKey"', '"primarykey"')),
    "misspelt constraint": ("PKG006", rewrite("schemas/units.json", '"required"', '"requird"')),
    "file that nobody describes": (
        "PKG007",
        lambda root: shutil.copy(root / FIGURES, root / "data" / "more.csv") and None,
    ),
    "hash of other bytes": ("PKG010", resource(3, hash="sha256:" + "0" * 64)),
    "hash of a kind that nobody checks": ("PKG010", resource(3, hash="sha1:" + "0" * 40)),
    "other number of bytes": ("PKG010", resource(3, bytes=1)),
    "other number of rows": ("PKG010", resource(3, rows=1)),
    "Latin-1": ("LEX001", raw("data/places.csv", lambda b: b.decode().encode("latin-1"))),
    "UTF-16": ("LEX001", raw("data/units.csv", lambda b: b.decode().encode("utf-16"))),
    "byte order mark": ("LEX002", raw("data/units.csv", lambda b: b"\xef\xbb\xbf" + b)),
    "CRLF": ("LEX003", raw("data/units.csv", lambda b: b.replace(b"\n", b"\r\n"))),
    "unclosed quote": ("LEX004", rewrite("data/units.csv", "hectare,", '"hectare,')),
    "empty file": ("LEX004", raw("data/units.csv", lambda _: b"")),
    "semicolons": ("LEX004", raw("data/units.csv", lambda b: b.replace(b",", b";"))),
    "needless quotes": ("LEX005", rewrite("data/units.csv", "hectare,", '"hectare",')),
    "no LF at the end": ("LEX005", raw("data/units.csv", lambda b: b[:-1])),
    "blank line at the end": ("SCH004", raw("data/units.csv", lambda b: b + b"\n")),
    "rows out of order": ("LEX006", raw("data/units.csv", reverse_rows)),
    "trailing space": ("LEX007", rewrite("data/units.csv", "hectare,", "hectare ,")),
    "blank with a space": ("LEX007", rewrite("data/units.csv", ",hectare,", ", ,")),
    "zero-width space": ("LEX008", rewrite("data/units.csv", "hectare,", "hec\u200btare,")),
    "bidi control": ("LEX008", rewrite("data/units.csv", "hectare,", "hec\u202etare,")),
    "NUL": ("LEX008", rewrite("data/units.csv", "hectare,", "hec\0tare,")),
    "tab": ("LEX008", rewrite("data/units.csv", "hectare,", "hec\ttare,")),
    "no-break space": ("LEX008", rewrite("data/units.csv", "metric ton", "metric\u00a0ton")),
    "decomposed accent": ("LEX009", rewrite("data/units.csv", "hect\u00e1rea", "hecta\u0301rea")),
    "Cyrillic look-alike": ("LEX010", rewrite("data/units.csv", "hectare,", "hect\u0430re,")),
    "formula": ("LEX011", rewrite("data/units.csv", "hectare,", "=1+1,")),
    "column dropped": ("SCH001", raw("data/units.csv", drop_column)),
    "column renamed": ("SCH002", rewrite("data/units.csv", "label_en", "label_english")),
    "columns swapped": ("SCH003", rewrite("data/units.csv", "label_en,label_es", "label_es,label_en")),
    "column named twice": ("SCH002", rewrite("data/units.csv", "label_en,label_es", "label_en,label_en")),
    "row too long": ("SCH004", rewrite("data/units.csv", ",hectare,hect\u00e1rea", ",hectare,hect\u00e1rea,x")),
    "row too short": ("SCH004", rewrite("data/units.csv", ",hectare,hect\u00e1rea", ",hectare")),
    "table emptied": ("SCH005", raw("data/units.csv", lambda b: b.split(b"\n")[0] + b"\n")),
    "required cell blank": ("SCH101", rewrite("data/units.csv", ",hectare,", ",,")),
    "NA for missing": ("SCH102", rewrite(FIGURES, "15000,,15000", "15000,NA,15000")),
    "NaN": ("SCH102", rewrite(FIGURES, "15000,,15000", "NaN,,15000")),
    "INF as a value": ("SCH102", rewrite(FIGURES, ",49800,", ",INF,")),
    "NaN as a value of the record": ("SCH102", rewrite(FIGURES, ",190800,", ",NaN,")),
    "INF": ("SCH102", rewrite(FIGURES, "15000,,15000", "15000,,INF")),
    "exponent": ("SCH102", rewrite(FIGURES, "15000,,15000", "15e3,,15000")),
    "decimal comma": ("SCH102", rewrite(FIGURES, "15000,,15000", '"15000,0",,15000')),
    "thousands mark": ("SCH102", rewrite(FIGURES, "15000,,15000", '"15,000",,15000')),
    "day without zeros": ("SCH102", rewrite(FIGURES, "2005-03-01", "2005-3-1")),
    "no such day": ("SCH102", rewrite(FIGURES, "2005-03-01", "2005-02-30")),
    "code outside its list": ("SCH103", rewrite(FIGURES, "benchmark", "guess")),
    "id of another form": ("SCH104", rewrite(FIGURES, "F-0001,", "F-1,")),
    "address that is none": ("SCH104", rewrite("data/sources.csv", "https://www", "www")),
    "negative position": ("SCH105", rewrite("data/evidence.csv", "text_span,", "text_span,-")),
    "phrase too long": ("SCH106", rewrite("data/evidence.csv", ",no reliable estimates,", "," + "very" * 16 + ",")),
    "nine words": ("SCH104", rewrite("data/evidence.csv", ",no reliable estimates,", ",a b c d e f g h i,")),
    "hash twice": ("SCH107", same_hash),
    "unique key twice": ("SCH107", rewrite("data/units.csv", "own,acre", "UCUM,har")),
    "key twice": ("SCH108", rewrite("data/units.csv", "U-0002,", "U-0001,")),
    "reference to nothing": ("SCH109", rewrite(FIGURES, "I-0001", "I-9999")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_on_disk_has_its_finding(copied: Path, name: str) -> None:
    code, fault = FAULTS[name]
    fault(copied)
    report = check(copied, fast=True)
    assert not report.ok
    found = [f for f in report.findings if f.code == code]
    assert found, [f"{f.code} {f.expected}" for f in report.findings]
    assert all(f.fix and f.expected for f in found)


BROKEN: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "row too short": ("SCH004", "COR001", lambda b: b.replace(b",A," + b.split(b",A,", 1)[1].split(b"\n")[0], b"", 1)),
    "unreadable": ("LEX004", "COR001", lambda b: b.replace(b",A,", b',"A"x,', 1)),
    "changed table": ("SCH001", "CHG001", lambda b: b.replace(b"indicator_id", b"indicator", 1)),
}


@pytest.mark.parametrize("options", [{}, {"memory": "500MB"}], ids=["small", "large"])
@pytest.mark.parametrize("name", BROKEN)
def test_no_other_table_is_accused_where_one_is_broken(
    copied: Path, monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, str]
) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 100_000)
    code, rule, broken = BROKEN[name]
    path = copied / (FIGURES if rule == "COR001" else "data/indicators.csv")
    path.write_bytes(broken(path.read_bytes()))
    found = check(copied, fast=True, **options).findings
    assert code in {f.code for f in found}
    assert {f.file for f in found if f.code[:3] in ("COR", "CHG")} == set()
    assert any(rule in str(f.got) for f in found if f.code == "PKG008")


def test_tombstone_that_is_too_short_is_one_finding(copied: Path) -> None:
    (copied / "data" / "tombstones.csv").write_bytes(b"table,id,version\nfigures,F-9999\n")
    fields = [{"name": name, "type": "string"} for name in ("table", "id", "version")]
    schema = {"fields": fields, "primaryKey": ["table", "id"]}
    entry = {"name": "tombstones", "path": "data/tombstones.csv", "schema": schema}
    descriptor(lambda d: d["resources"].append(entry))(copied)
    found = check(copied, fast=True).findings
    assert [f.code for f in found if f.severity == "error"] == ["SCH004"]
    assert any("CHG001" in str(f.got) for f in found if f.code == "PKG008")


def test_copy_without_fault_is_clean(copied: Path) -> None:
    assert check(copied, fast=True).findings == []


def test_every_built_in_code_has_a_planted_fault() -> None:
    from checks.codes import CODES

    others = [path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)]
    text = "".join(path.read_text(encoding="utf-8") for path in others)
    elsewhere = {code for code in CODES if f'"{code}"' in text} | {"PKG008", "FRL001", "DPK001"}  # below
    assert {code for code, _ in FAULTS.values()} | elsewhere == CODES.keys()


def test_line_is_that_of_the_file_after_a_quoted_line_break(copied: Path) -> None:
    path = copied / "data" / "units.csv"
    text = path.read_text(encoding="utf-8").replace(",hectare,", ',"hec\ntare",').replace("own,acre", "guess,acre")
    path.write_text(text, encoding="utf-8", newline="")
    found = {f.code: f for f in check(copied, fast=True).findings}
    assert found["SCH103"].line == 4
    assert text.split("\n")[3].startswith("U-0002,guess")
    assert (found["SCH103"].key, found["SCH103"].field, found["SCH103"].got) == ("U-0002", "code_system", "guess")


def test_full_check_speaks_of_the_profile(copied: Path) -> None:
    resource(3, mediatype=7)(copied)
    found = {f.code: f for f in check(copied).findings}
    assert (found["DPK001"].file, found["DPK001"].field) == ("datapackage.json", "resources/3/mediatype")


def test_full_check_speaks_of_frictionless_at_the_line_of_the_file(copied: Path) -> None:
    rewrite(FIGURES, "benchmark", "guess")(copied)
    found = {f.code: f for f in check(copied).findings}
    assert (found["FRL001"].file, found["FRL001"].line, found["FRL001"].field) == (FIGURES, 2, "claim_type")
    assert found["SCH103"].line == 2


def test_broken_table_is_an_info_for_its_rules_not_a_pass(copied: Path) -> None:
    (copied / "data" / "units.csv").write_text("", encoding="utf-8")
    found = [f for f in check(copied).findings if f.code == "PKG008"]
    assert found
    assert all(f.severity == "info" for f in found)
