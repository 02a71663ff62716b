"""One figure in words and as a citation, tables in polars and DuckDB, and all of it at the command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from planting import ROOT

import andean_coca as ac
from andean_coca import cli, tables
from andean_coca.citation import STYLES
from andean_coca.words import words

RESOURCES = json.loads((ROOT / "datapackage.json").read_bytes())["resources"]
VERSION = json.loads((ROOT / "datapackage.json").read_bytes())["version"]
FIGURES = tables.read_file(ROOT / "data" / "figures.csv")[1]


def test_a_figure_is_told_with_its_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    ac.explain("F-0012")
    told = capsys.readouterr().out
    assert told == words("F-0012") + "\n"
    for fact in (
        "Area under coca cultivation, Peru, ../2005-03: increase",
        "claimed by Embassy of the United States in Lima, as assertion",
        "printed “surge in new coca cultivation”",
        "in S-0001 “Future of our CN programs",
        "E-0025: line 31, characters 4096 to 4125",
    ):
        assert fact in told


def test_every_figure_is_told_with_its_number_and_no_code_is_left_over() -> None:
    seen = {}
    for figure in FIGURES:
        # One of each kind: what decides the words.
        kind = (figure["qualifier"], figure["measure"], figure["direction"], bool(figure["series_id"]))
        seen.setdefault((*kind, bool(figure["value"]), bool(figure["period"]), figure["obs_status"]), figure)
    assert len(seen) > 30
    for figure in seen.values():
        told = words(figure["figure_id"])
        if figure["qualifier"] == "range":
            assert f"{figure['value_low']} to {figure['value_high']} " in told
        else:
            assert figure["value"] in told
        assert not re.search(r"\{\}|None|  :|, :", told), told


@pytest.mark.parametrize("style", list(STYLES))
def test_a_citation_names_version_row_and_document(style: str) -> None:
    told = ac.cite("F-0072", style)
    for fact in (VERSION, "F-0072", "Max Radwin", "2018-11-09", "CC BY 4.0", "Andean Coca Record"):
        assert fact in told


def test_citations_are_of_their_form() -> None:
    (item,) = json.loads(ac.cite("F-0012", "csl-json"))
    assert (item["type"], item["version"], item["section"]) == ("dataset", VERSION, "F-0012")
    assert item["author"] == [{"literal": "Andean Coca Record contributors"}]
    entry = ac.cite("F-0012", "bibtex")
    assert re.fullmatch(r"@misc\{[\w.-]+,\n(  \w+ = \{.*\},\n)+\}", entry)
    assert entry.count("{") == entry.count("}")
    assert r"05LIMA1409\_a.html" in entry
    with pytest.raises(ValueError, match="there are plain, bibtex, csl-json"):
        ac.cite("F-0012", "apa")
    with pytest.raises(KeyError, match="F-9999"):
        ac.cite("F-9999")


@pytest.mark.parametrize("resource", RESOURCES, ids=[r["name"] for r in RESOURCES])
def test_polars_and_duckdb_hold_the_cells_of_the_tables(resource: dict[str, str]) -> None:
    header, rows = tables.read_file(ROOT / resource["path"])
    frame = ac.to_polars(resource["name"])
    assert frame.columns == header
    types = {f["name"]: f["type"] for f in json.loads((ROOT / resource["schema"]).read_bytes())["fields"]}
    convert = {"string": str, "integer": int, "number": float, "date": date.fromisoformat}
    cells = [tuple(convert[types[n]](row[n]) if row[n] else None for n in header) for row in rows]
    assert frame.rows() == cells
    assert ac.to_duckdb().table(resource["name"]).fetchall() == cells


def test_figures_and_events_are_the_tables() -> None:
    assert ac.figures().equals(ac.load("figures"))
    assert ac.events().equals(ac.load("events"))


def test_every_name_that_is_told_is_there() -> None:
    assert all(callable(getattr(ac, name)) for name in ac.__all__)
    with pytest.raises(AttributeError, match="'nothing'"):
        ac.nothing  # noqa: B018


@pytest.mark.skipif(os.name == "nt", reason="pipes end in another way there")
def test_a_reader_that_had_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "andean_coca", "show", "figures"]
    with subprocess.Popen(command, cwd=ROOT / "src", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_command_line_shows_cites_and_lists(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for command, told in (
        (["show", "F-0072"], words("F-0072") + "\n"),
        (["show", "units"], (ROOT / "data" / "units.csv").read_text(encoding="utf-8")),
        (["cite", "F-0072", "--style", "bibtex"], ac.cite("F-0072", "bibtex") + "\n"),
    ):
        assert cli.main([*command, "--root", str(ROOT)]) == 0
        assert capsys.readouterr().out == told
    assert cli.main(["tables"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Andean Coca Record {VERSION}"
    assert [line.split()[0] for line in lines[1:]] == [r["name"] for r in RESOURCES]
    assert re.match(
        rf"figures +{len(FIGURES):,}  One row is", lines[1 + [r["name"] for r in RESOURCES].index("figures")]
    )
    assert cli.main(["show", "F-9999"]) == 1
    assert "no figure 'F-9999'" in capsys.readouterr().err
    assert cli.main(["tables", "--root", str(tmp_path)]) == 2
    assert "no release in" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        cli.main(["cite", "F-0072", "--style", "apa"])
