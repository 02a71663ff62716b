"""The version is computed: a planted pair for each rule, where states are read from, and what is printed."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from planting import ROOT
from versions import Pair, Small, as_table, small

from release import compare
from release.bump import FORMATTING, RULES, bump, raised, rules_as_markdown
from release.descriptor import released
from release.differences import differences
from release.identity import IDENTITY, is_prose
from release.states import load, parse_version


def limit(table: str, column: str, **limits: object) -> Callable[[Small], None]:
    """Set limits of a column; ``None`` takes one away."""

    def edit(package: Small) -> None:
        for name, value in limits.items():
            package.limits(table, column).pop(name, None)
            if value is not None:
                package.limits(table, column)[name] = value

    return edit


def cells(
    column: str, change: Callable[[str], str], rows: int, reason: str = "source_revised"
) -> Callable[[Small], None]:
    """Change a column of figures in the first rows, each with a reason."""

    def edit(package: Small) -> None:
        at = package.header("figures").index(column)
        for row in package.rows["figures"][:rows]:
            package.set("figures", row[0], column, change(row[at]), reason)

    return edit


def no_table(name: str) -> Callable[[Small], None]:
    def edit(package: Small) -> None:
        del package.rows[name], package.schemas[name]

    return edit


def rename_table(package: Small) -> None:
    package.rows["areas"], package.schemas["areas"] = package.rows.pop("places"), package.schemas.pop("places")
    package.schemas["figures"]["foreignKeys"][1]["reference"]["resource"] = "areas"


def rename_column(package: Small) -> None:
    package.column("figures", "period")["name"] = "year"


def other_place(package: Small) -> None:
    package.set("places", "P-0001", "label_en", "Elsewhere")


def all_else(package: Small) -> None:
    """Every part of an identity is another one: no reason makes that a correction."""
    for column, cell in (("label_en", "Mars"), ("iso_code", "MRS"), ("place_type", "planet")):
        package.set("places", "P-0001", column, cell, "extraction_error")


def quoted(package: Small) -> None:
    package.files["data/places.csv"] = package.read("data/places.csv").decode().replace("Place 1,", '"Place 1",', 1)


def reordered_rows(package: Small) -> None:
    package.rows["places"].reverse()


def half_reason(package: Small) -> None:
    package.set("figures", "F-0001", "value", "7", "clarified")
    package.rows["changes"][0][8] = ""


def sums(names: str) -> Callable[[Small], None]:
    def edit(package: Small) -> None:
        version = package.head["version"]
        package.files["SHA256SUMS"] = "".join(f"0  {n.replace('V', version)}\n" for n in names.split())

    return edit


PAIRS = [
    Pair("another name of the package", "MAJOR", "package_renamed", lambda p: p.head.update(name="large")),
    Pair("another licence", "MAJOR", "licence_changed", lambda p: p.head.update(licenses=[{"name": "CC-BY-NC-4.0"}])),
    Pair(
        "a table with a licence of its own",
        "MAJOR",
        "licence_changed",
        lambda p: p.head.update(resources={"places": {"licenses": []}}),
    ),
    Pair("a promised file is gone", "MAJOR", "file_removed", sums("a-V.zip"), sums("a-V.zip LICENSE-DATA")),
    Pair("one more promised file", "MINOR", "file_added", sums("a-V.zip CITATION.cff"), sums("a-V.zip")),
    Pair("a table is gone", "MAJOR", "table_removed", no_table("sources")),
    Pair("a table has another name", "MAJOR", "table_renamed", rename_table),
    Pair("a table at another path", "MAJOR", "path_changed", lambda p: p.paths.update(places="data/areas.csv")),
    Pair(
        "another delimiter is declared",
        "MAJOR",
        "format_changed",
        lambda p: p.head.update(resources={"places": {"dialect": {"delimiter": ";"}}}),
    ),
    Pair("a column is gone", "MAJOR", "column_removed", lambda p: p.drop_column("places", "iso_code")),
    Pair("a column has another name", "MAJOR", "column_renamed", rename_column),
    Pair("a new column, not the last", "MAJOR", "column_inserted", lambda p: p.add_column("places", "code", 1)),
    Pair("columns in another order", "MAJOR", "column_reordered", lambda p: p.move_column("places", "iso_code", 1)),
    Pair("another type", "MAJOR", "type_changed", lambda p: p.column("figures", "value").update(type="string")),
    Pair("another format", "MAJOR", "type_changed", lambda p: p.column("sources", "url").update(format="uri")),
    Pair("another unit", "MAJOR", "unit_changed", lambda p: p.column("figures", "value").update(unit="km2")),
    Pair("another primary key", "MAJOR", "key_changed", lambda p: p.schemas["places"].update(primaryKey=["label_en"])),
    Pair(
        "a reference leads elsewhere",
        "MAJOR",
        "foreign_key_changed",
        lambda p: p.schemas["figures"]["foreignKeys"][1]["reference"].update(resource="sources"),
    ),
    Pair(
        "NA means missing, too",
        "MAJOR",
        "missing_values_changed",
        lambda p: p.schemas["places"].update(missingValues=["", "NA"]),
    ),
    Pair("a column may be blank", "MAJOR", "became_nullable", limit("figures", "value", required=None)),
    Pair("a code is no longer allowed", "MAJOR", "enum_value_removed", limit("figures", "claim_type", enum=["level"])),
    Pair("another pattern", "MAJOR", "pattern_changed", limit("figures", "figure_id", pattern="F-[0-9]+")),
    Pair("a pattern where none was", "MAJOR", "constraint_tightened", limit("places", "iso_code", pattern="[A-Z]{3}")),
    Pair("a pattern is dropped", "MAJOR", "constraint_loosened", limit("figures", "figure_id", pattern=None)),
    Pair("a column must be filled", "MAJOR", "constraint_tightened", limit("figures", "period", required=True)),
    Pair("a higher minimum", "MAJOR", "constraint_tightened", limit("figures", "value", minimum=5)),
    Pair("a lower minimum", "MAJOR", "constraint_loosened", limit("figures", "value", minimum=-1)),
    Pair("a higher maximum", "MAJOR", "constraint_loosened", limit("figures", "value", maximum=10000)),
    Pair("a lower maximum", "MAJOR", "constraint_tightened", limit("figures", "value", maximum=900)),
    Pair("a shorter longest note", "MAJOR", "constraint_tightened", limit("figures", "note_en", maxLength=9)),
    Pair("a longer longest note", "MAJOR", "constraint_loosened", limit("figures", "note_en", maxLength=100)),
    Pair("doubles are allowed", "MAJOR", "constraint_loosened", limit("sources", "url", unique=None)),
    Pair("a list is dropped", "MAJOR", "constraint_loosened", limit("figures", "claim_type", enum=None)),
    Pair("a list where none was", "MAJOR", "constraint_tightened", limit("places", "place_type", enum=["area"])),
    Pair(
        "a key of two columns is unique",
        "MAJOR",
        "constraint_tightened",
        lambda p: p.schemas["figures"].update(uniqueKeys=[["place_id", "period"]]),
    ),
    Pair("a row is gone", "MAJOR", "row_gone", lambda p: p.rows["figures"].pop()),
    Pair("a row is gone, with a tombstone", "MINOR", "row_tombstoned", lambda p: p.bury("figures", "F-0010")),
    Pair("an id stands for another place", "MAJOR", "id_reused", other_place),
    Pair("an id stands for another place, with reasons", "MAJOR", "id_reused", all_else),
    Pair(
        "a phrase moves to another document",
        "MAJOR",
        "id_reused",
        lambda p: p.set("evidence", "E-0001", "source_id", "S-0002"),
    ),
    Pair(
        "a period is corrected, with a reason",
        "MINOR",
        "value_corrected",
        lambda p: p.set("figures", "F-0001", "period", "1999", "extraction_error"),
    ),
    Pair("a fifth of the values is new", "MAJOR", "column_rewritten", cells("value", lambda v: f"{v}7", 2)),
    Pair("less than a fifth of the values is new", "MINOR", "value_corrected", cells("value", lambda v: f"{v}7", 1)),
    Pair("all values x 1000", "MAJOR", "column_rescaled", cells("value", lambda v: f"{v}000", 10)),
    Pair(
        "three values of many x 1000",
        "MAJOR",
        "column_rescaled",
        cells("value", lambda v: f"{v}000", 3),
        lambda p: p.rows["figures"].extend(
            [f"F-{i:04}", "E-0001", "P-0001", "1990", "5", "level", ""] for i in range(11, 31)
        ),
    ),
    Pair("a new table", "MINOR", "table_added", lambda p: p.add_table("units", ["unit_id"], ["unit_id"], [["U-0001"]])),
    Pair("a new last column", "MINOR", "column_added", lambda p: p.add_column("places", "label_es")),
    Pair("a new row", "MINOR", "row_added", lambda p: p.rows["places"].append(["P-0011", "Place 11", "", "area"])),
    Pair("a new code", "MINOR", "enum_widened", limit("figures", "claim_type", enum=["level", "guess", "target"])),
    Pair(
        "a value changed without a reason",
        "MINOR",
        "value_unexplained",
        lambda p: p.set("figures", "F-0001", "value", "7"),
    ),
    Pair("a value changed, and its reason is not filled", "MINOR", "value_unexplained", half_reason),
    Pair(
        "a note reads differently",
        "PATCH",
        "prose_changed",
        lambda p: p.set("figures", "F-0001", "note_en", "Another."),
    ),
    Pair(
        "every note reads differently",
        "PATCH",
        "prose_changed",
        lambda p: [p.set("figures", f"F-{i:04}", "note_en", "Another.") for i in range(1, 11)],
    ),
    Pair(
        "a column is described better",
        "PATCH",
        "text_changed",
        lambda p: p.column("figures", "value").update(description="The number."),
    ),
    Pair("another title of the package", "PATCH", "text_changed", lambda p: p.head.update(title="Smaller")),
    Pair("quotes that nothing needs", "PATCH", "formatting", quoted),
    Pair("rows in another order", "PATCH", "formatting", reordered_rows),
    Pair("codes in another order", "PATCH", "formatting", limit("figures", "claim_type", enum=["guess", "level"])),
    Pair("nothing", "NONE", "", lambda _: None),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: p.name)
def test_pair_asks_for_its_bump_by_its_rule(pair: Pair) -> None:
    found = pair.computed()
    assert found.level == pair.level, found.causes
    assert not pair.rule or pair.rule in {c.rule for c in found.causes if c.level == pair.level}, found.causes


def test_every_rule_has_a_pair() -> None:
    assert {p.rule for p in PAIRS} == {r.name for r in (*RULES, FORMATTING)} | {""}
    print("\n" + as_table(PAIRS))  # pytest -s shows it


def test_page_of_versions_holds_the_rules_of_the_code() -> None:
    page = (ROOT / "VERSIONING.md").read_text(encoding="utf-8")
    assert rules_as_markdown() in page, "python -m release.compare --rules"


def test_reason_may_stand_in_steps_between_the_versions() -> None:
    """Two releases on, each with a reason, tell a cell from the first value to the last."""
    package = small()
    old = package.state()
    for version, cell in (("0.2.0", "7"), ("0.10.0", "8")):
        package.head["version"] = version
        package.set("figures", "F-0001", "value", cell, "source_revised")
    (cell_,) = differences(old, package.state()).tables["figures"].changed["F-0001"]
    reason = differences(old, package.state()).reason("figures", "F-0001", cell_)
    assert reason is not None
    assert reason["version"] == "0.10.0"
    package.rows["changes"] = [r for r in package.rows["changes"] if r[0] != "0.2.0"]
    assert differences(old, package.state()).reason("figures", "F-0001", cell_) is None


@pytest.mark.parametrize(
    ("version", "level", "next_version"),
    [
        ("0.1.0", "PATCH", "0.1.1"),
        ("0.1.3", "MINOR", "0.2.0"),
        ("0.1.3", "MAJOR", "0.2.0"),
        ("1.4.2", "PATCH", "1.4.3"),
        ("1.4.2", "MINOR", "1.5.0"),
        ("1.4.2", "MAJOR", "2.0.0"),
        ("1.4.2", "NONE", "1.4.2"),
    ],
)
def test_smallest_version(version: str, level: str, next_version: str) -> None:
    assert raised(parse_version(version), level) == parse_version(next_version)


@pytest.mark.parametrize(
    ("declared", "allowed"),
    [("0.1.0", False), ("0.1.1", False), ("0.2.0", True), ("1.0.0", True), ("0.3.0", False), ("0.2.1", False)],
)
def test_declared_version_is_held_against_the_smallest(declared: str, allowed: bool) -> None:
    pair = Pair("", "MINOR", "column_added", lambda p: p.add_column("places", "label_es"))
    assert bump(differences(*pair.states(declared))).allowed == allowed


def test_larger_version_than_asked_for_is_allowed_and_another_with_nothing_new_is_not() -> None:
    note = Pair("", "PATCH", "", lambda p: p.set("figures", "F-0001", "note_en", "Another."))
    assert all(bump(differences(*note.states(v))).allowed for v in ("0.1.1", "0.2.0", "1.0.0"))
    same = Pair("", "NONE", "", lambda _: None)
    assert [bump(differences(*same.states(v))).allowed for v in ("0.1.0", "0.1.1")] == [True, False]


def test_built_descriptor_differs_in_nothing_from_that_of_the_checkout(tmp_path: Path) -> None:
    head = released(ROOT)
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "datapackage.json").write_text(json.dumps(head), encoding="utf-8")
    assert bump(differences(load(str(ROOT)), load(str(tmp_path)))).level == "NONE"


def written(package: Small, folder: Path) -> Path:
    names = [
        "datapackage.json",
        *(f"{d}/{t}.{e}" for t in package.rows for d, e in (("data", "csv"), ("schemas", "json"))),
    ]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(package.read(name) or b"")
    return folder


@pytest.fixture
def archives(tmp_path: Path) -> dict[str, str]:
    """One package as folder, zip, tar.gz with a folder in it, and git revision."""
    folder = written(small(), tmp_path / "small")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped:
        for path in folder.rglob("*.*"):
            zipped.write(path, path.relative_to(folder).as_posix())
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        tar.add(folder, "./small-0.1.0")
    for command in ("init --quiet", "add .", "-c user.name=x -c user.email=x commit --quiet -m x", "tag v0.1.0"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    return {"folder": str(folder), "zip": str(tmp_path / "a.zip"), "tar": str(tmp_path / "a.tar.gz"), "git": "v0.1.0"}


@pytest.mark.parametrize("form", ["folder", "zip", "tar", "git"])
def test_state_is_the_same_wherever_it_lies(archives: dict[str, str], form: str) -> None:
    read = load(archives[form], Path(archives["folder"]))
    assert read.tables == small().state().tables


@pytest.mark.parametrize("bad", ["no-such-revision", "--help", "empty.zip", "text.tar.gz", "cut.zip"])
def test_what_holds_no_package_is_unreadable(
    archives: dict[str, str], tmp_path: Path, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    (tmp_path / "text.tar.gz").write_text("no archive", encoding="utf-8")
    (tmp_path / "cut.zip").write_bytes(Path(archives["zip"]).read_bytes()[:-30])
    place = str(tmp_path / bad) if "." in bad else bad
    if bad.startswith("--"):
        with pytest.raises(ValueError, match="no package"):
            load(bad)
        return
    assert compare.main([place, archives["folder"]]) == 2
    assert capsys.readouterr().err.startswith("compare: ")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "data/places.csv").unlink(),
        lambda root: (root / "schemas/places.json").write_text("{", encoding="utf-8"),
        lambda root: (root / "schemas/places.json").write_text("[]", encoding="utf-8"),
        lambda root: (root / "datapackage.json").write_text("{}", encoding="utf-8"),
        lambda root: (root / "data/places.csv").write_bytes(b"\xff"),
        lambda root: (root / "data/places.csv").write_text('place_id\n"P', encoding="utf-8"),
        lambda root: (root / "data/places.csv").write_text("place_id\nP-1\nP-1\n", encoding="utf-8"),
    ],
)
def test_spoilt_package_is_unreadable(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    old, new = written(small(), tmp_path / "old"), written(small(), tmp_path / "new")
    spoil(new)
    assert compare.main([str(old), str(new)]) == 2


@pytest.fixture
def corrected(tmp_path: Path) -> tuple[str, str]:
    package = small()
    old = written(package, tmp_path / "old")
    package.head["version"] = "0.2.0"
    package.set("figures", "F-0001", "value", "7", "source_revised")
    package.rows["changes"][0][-1] = "E-0001"
    return str(old), str(written(package, tmp_path / "new"))


def test_markdown_tells_bump_causes_cell_reason_and_evidence(
    corrected: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare.main(list(corrected)) == 0
    told = capsys.readouterr().out
    assert told.startswith("**MINOR: 0.2.0 is allowed**\n\n")
    assert "- MINOR `value_corrected`: `figures[F-0001].value` (1 → 7)" in told
    assert "- F-0001: `value` `1` → `7` (source\\_revised: Why., E-0001)" in told


def test_json_holds_everything(corrected: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.main([*corrected, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["bump"], told["smallest"], told["allowed"]) == ("MINOR", "0.2.0", True)
    (cell,) = next(t for t in told["tables"] if t["name"] == "figures")["changed"]["F-0001"]
    assert (cell["old"], cell["new"], cell["reason"]["evidence_id"]) == ("1", "7", "E-0001")
    assert {c["rule"] for c in told["causes"]} == {"table_added", "value_corrected"}


def test_html_holds_the_version_first(corrected: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert compare.main([*corrected, "--format", "html"]) == 0
    told = capsys.readouterr().out
    assert told.index("MINOR: 0.2.0 is allowed") < told.index('<h2 id="figures">')
    assert "source_revised: Why., E-0001" in told


def test_version_that_is_too_low_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = small()
    old = written(package, tmp_path / "old")
    package.add_column("places", "label_es")
    assert compare.main([str(old), str(written(package, tmp_path / "new"))]) == 1
    assert "**MINOR: 0.1.0 is not allowed; the smallest is 0.2.0**" in capsys.readouterr().out


def test_every_table_with_ids_has_an_identity_of_its_columns() -> None:
    record = load(str(ROOT))
    assert {name for name, t in record.tables.items() if len(t.key) == 1} == IDENTITY.keys()
    for name, parts in IDENTITY.items():
        assert {p.partition(".")[0] for p in parts} <= set(record.tables[name].header)


def test_prose_is_what_nothing_is_computed_from() -> None:
    """The page names the columns that are prose; one that a schema binds is not."""
    page = (ROOT / "VERSIONING.md").read_text(encoding="utf-8")
    record = load(str(ROOT))
    prose = {f"{t.name}.{c}" for t in record.tables.values() for c in t.header if is_prose(t, c)}
    assert {"figures.note_en", "events.title_es", "series.label_en", "reconciliations.why_en"} <= prose
    assert not {"sources.title", "places.label_en", "event_types.title_words", "event_participants.role"} & prose
    for name in sorted({p.partition(".")[2].removesuffix("_en").removesuffix("_es") for p in prose}):
        assert f"`{name}`" in page, name
