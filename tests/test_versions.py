"""The version is computed: a planted pair for each rule, and what may be published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from planting import ROOT
from versions import Pair, Small, as_table, small

from release.bump import FORMATTING, RULES, bump, raised, rules_as_markdown
from release.differences import differences
from release.identity import IDENTITY, is_prose
from release.notes import Notes, folded
from release.publish import CODES, publishable
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


def many(package: Small) -> None:
    """Thirty figures, so that three of them are less than a fifth."""
    package.rows["figures"] = [
        [f"F-{i:04}", "E-0001", "P-0001", "1990", f"{100 + i}", "level", ""] for i in range(1, 31)
    ]


def acres(package: Small) -> None:
    cells("value", lambda v: f"{float(v) * 2.47105:.1f}", 3)(package)


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
    Pair("a reference is dropped", "MAJOR", "foreign_key_changed", lambda p: p.schemas["figures"].pop("foreignKeys")),
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
    Pair("three values of many x 1000", "MAJOR", "column_rescaled", cells("value", lambda v: f"{v}000", 3), many),
    Pair("three values x 2.471, rounded", "MAJOR", "column_rescaled", acres, many),
    Pair(
        "three values, a little higher each", "MINOR", "value_corrected", cells("value", lambda v: f"{v}.005", 3), many
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
    Pair(
        "a number written in another way", "PATCH", "formatting", lambda p: p.set("figures", "F-0001", "value", "1.0")
    ),
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


TOLD = Notes("# Changes\n\n## 0.2.0\n\n- It is better.\n", {})
NOTE = Pair("", "PATCH", "", lambda p: p.set("figures", "F-0001", "note_en", "Another."))
COLUMN = Pair("", "MINOR", "", lambda p: p.add_column("places", "label_es"))
UNEXPLAINED = Pair("", "MINOR", "", lambda p: p.set("figures", "F-0001", "value", "7"))


def false_entry(package: Small) -> None:
    package.set("figures", "F-0001", "value", "7", "clarified")
    package.rows["figures"][0][4] = "1"


@pytest.mark.parametrize(
    ("code", "pair", "version", "told"),
    [
        ("PUB001", COLUMN, "0.1.1", Notes("## 0.1.1\n\n- x\n", {})),
        ("PUB001", COLUMN, "0.0.9", Notes("## 0.0.9\n\n- x\n", {})),
        ("PUB002", COLUMN, "0.3.0", Notes("## 0.3.0\n\n- x\n", {})),
        ("PUB003", NOTE, "0.1.0", Notes("## 0.1.0\n\n- x\n", {})),
        ("PUB004", Pair("", "NONE", "", lambda _: None), "0.1.0", TOLD),
        ("PUB004", Pair("", "NONE", "", lambda _: None), "0.2.0", TOLD),
        ("PUB005", COLUMN, "0.2.0", Notes("# Changes\n\n## 0.1.0\n\n- x\n", {})),
        ("PUB005", COLUMN, "0.2.0", Notes("# Changes\n\n## 0.2.0\n\n## 0.1.0\n\n- x\n", {})),
        ("PUB006", COLUMN, "0.2.0", Notes(TOLD.changelog, {"areas.data.md": "Areas."})),
        ("PUB007", UNEXPLAINED, "0.2.0", TOLD),
        ("PUB008", Pair("", "MINOR", "", false_entry), "0.2.0", TOLD),
    ],
)
def test_what_may_not_be_published_is_one_finding(code: str, pair: Pair, version: str, told: Notes) -> None:
    assert [f.code for f in publishable(*pair.states(version), told)] == [code]


def test_every_refusal_is_planted() -> None:
    mark = next(m for m in test_what_may_not_be_published_is_one_finding.pytestmark if m.name == "parametrize")
    assert {row[0] for row in mark.args[1]} == CODES.keys()


def test_what_may_be_published_has_no_finding() -> None:
    explained = Pair("", "MINOR", "", lambda p: p.set("figures", "F-0001", "value", "7", "source_revised"))
    for pair in (NOTE, COLUMN, explained):
        assert publishable(*pair.states(), TOLD) == []


def test_missing_reason_says_what_to_add() -> None:
    (finding,) = publishable(*UNEXPLAINED.states(), TOLD)
    assert (finding.file, finding.key, finding.field) == ("data/changes.csv", "figures|F-0001", "value")
    assert "0.2.0,figures,F-0001,value,1,7," in finding.expected


def test_fragments_are_folded_into_their_section_once() -> None:
    first = folded(Notes("# Changes\n\nHead.\n", {"a.data.md": "Areas.\n"}), "0.1.0", "The first release.")
    assert first == "# Changes\n\nHead.\n\n## 0.1.0\n\nThe first release.\n\n### Data\n\n- Areas.\n"
    second = folded(Notes(first, {"b.check.md": "Checks."}), "0.2.0", "Against 0.1.0 this is PATCH.")
    again = folded(Notes(second, {"c.data.md": "More."}), "0.2.0", "Against 0.1.0 this is MINOR.")
    assert again.endswith(first.partition("Head.\n")[2])
    assert Notes(again, {}).section("0.2.0").splitlines() == [
        *("Against 0.1.0 this is MINOR.", "", "### Data", "", "- More.", ""),
        *("### Checks and tools", "", "- Checks."),
    ]
    assert folded(Notes(again, {}), "0.2.0", "Against 0.1.0 this is MINOR.") == again


@pytest.mark.parametrize("fragment", [{"a.moon.md": "x"}, {"a.data.md": " \n"}])
def test_fragment_of_no_kind_or_without_text_is_refused(fragment: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"changes\.d/a"):
        folded(Notes("# Changes\n", fragment), "0.2.0", "")
