"""Every example of ``docs/use`` runs as it stands there; no page is without one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import using
from conftest import Released

EXAMPLES = using.examples()
# What an example prints; the others only have to run.
TOLD = {
    "python.md#the-reader": "printed “nearly 60,000 hectares”",
    "python.md#pip": "F-0072  Area under coca cultivation, Peru, 2013: nearly 60000 hectare",
    "sqlite.md#python-has-it": "('nearly 60,000 hectares', 60000.0, 'Cocaine Production",
    "duckdb.md#a-pinned-file": "as pinned",
    "excel.md#read-back": "numbers with decimals",
    "javascript.md#a-pinned-file": "60000",
    "frictionless.md#a-package": "F-0001",
    "README.md#verify-a-whole-release": "not proven: who made it: SHA256SUMS.sig is missing",
    "datasette.md#described-searchable-with-questions-already-asked": "every question is answered",
}


class Place(using.NamedTuple):
    """A scratch folder with a release in it, and the address where the same lies."""

    scratch: Path
    address: str


@pytest.fixture(scope="module")
def place(released: Released, tmp_path_factory: pytest.TempPathFactory) -> using.Iterator[Place]:
    folder = tmp_path_factory.mktemp("use")
    version = released.source.version
    shutil.copytree(released.target, folder / "site" / f"v{version}")
    shutil.copytree(released.target, folder / "scratch" / f"andean-coca-{version}")
    with using.served(folder / "site") as address:
        yield Place(folder / "scratch", address)


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[f"{e.where}-{e.language}" for e in EXAMPLES])
def test_an_example_runs_as_it_stands(released: Released, place: Place, number: int) -> None:
    example = EXAMPLES[number]
    done = using.run(example, place.scratch, place.address, *using.sums_of(released.target))
    assert done.code == 0, done.out + done.err
    if [e.where for e in EXAMPLES].index(example.where) == number and example.where in TOLD:
        assert TOLD[example.where] in done.out, done.out


def test_every_page_has_examples_and_every_line_that_is_told_is_one() -> None:
    pages = {page.name for page in using.DOCS.glob("*.md")}
    assert {example.where.partition("#")[0] for example in EXAMPLES} == pages
    assert TOLD.keys() <= {example.where for example in EXAMPLES}
    assert {example.language for example in EXAMPLES} <= using.COMMANDS.keys()


def test_javascript_reads_csv_as_the_reader_does(released: Released, place: Place) -> None:
    """The page's own parser, on the table with the most quotes."""
    (example,) = (e for e in EXAMPLES if e.where == "javascript.md#a-pinned-file")
    head, _, _ = example.code.partition("const figures")
    code = head + 'console.log(JSON.stringify(rows(await pinned("data/sources.csv", "SHA256-OF:data/sources.csv"))));'
    done = using.run(example._replace(code=code), place.scratch, place.address, *using.sums_of(released.target))
    assert done.code == 0, done.err
    (table,) = (t for t in released.source.tables if t.name == "sources")
    assert [[cell or "" for cell in row.values()] for row in json.loads(done.out)] == list(table.rows())


def test_search_finds_words_and_only_those(released: Released, tmp_path: Path) -> None:
    import sqlite3

    from release import explore

    database, described = explore.prepare(released.target, tmp_path)
    store = sqlite3.connect(database)
    for table in explore.SEARCHED:
        query = f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?"
        assert store.execute(query, ["xyzzy"]).fetchone() == (0,)
        assert store.execute(query, ["peru OR hectares"]).fetchone()[0] > 0, table
    store.close()
    told = json.loads(described.read_bytes())["databases"][explore.NAME]
    assert told["tables"].keys() == {table.name for table in released.source.tables}
    assert told["queries"].keys() == explore.QUERIES.keys()
    assert explore.main([str(tmp_path)]) == 2


def test_a_question_without_an_answer_is_told(
    released: Released, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("datasette", reason="datasette is not installed (requirements/explore.txt)")
    from release import explore

    asked = {"none": ("No figure", "SELECT * FROM figures WHERE figure_id = :figure_id", {"figure_id": "F-0"})}
    monkeypatch.setattr(explore, "QUERIES", asked)
    monkeypatch.setattr(explore, "SEARCHED", {})
    assert explore.main([str(released.target), "--check"]) == 1
    assert "none: []" in capsys.readouterr().out
