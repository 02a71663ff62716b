"""Browse the released database in Datasette: described, searchable, with questions already asked.

``python -m release.explore DIST`` copies the SQLite file of a release, indexes its prose for full-text search, writes
the metadata that Datasette shows, and serves both; ``--check`` asks every question once instead, and exits with 1 if
one is not answered.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from release.descriptor import write_json

NAME = "andean-coca"
# What people search: prose and printed phrases. The index copies no text, it points to the rows.
SEARCHED = {
    "events": ("title_en", "title_es", "note", "note_es"),
    "evidence": ("printed",),
    "figures": ("note_en", "note_es"),
    "sources": ("title", "publisher", "author", "note_en", "note_es"),
}
QUERIES = {
    "figure": (
        "A figure with its document",
        (
            "SELECT f.figure_id, i.label_en, p.label_en AS place, f.period, f.qualifier, f.value, u.code AS unit, "
            "f.printed, f.source_title, f.publisher, f.published, f.text_line, f.source_url, f.usable_as "
            "FROM figures_with_sources f JOIN indicators i USING (indicator_id) LEFT JOIN places p USING (place_id) "
            "LEFT JOIN units u USING (unit_id) WHERE f.figure_id = :figure_id"
        ),
        {"figure_id": "F-0072"},
    ),
    "claims_against_the_record": (
        "What reports claim, and what the record says, then and now",
        (
            "SELECT r.reconciliation_id, f.figure_id, f.printed, f.source_title, r.vintage, s.label_en AS series, "
            "r.official_value, r.difference, r.verdict, r.why_en FROM reconciliations r "
            "JOIN figures_with_sources f ON f.figure_id = r.claim_figure_id JOIN series s ON s.series_id = r.series_id "
            "WHERE r.verdict LIKE :verdict ORDER BY r.reconciliation_id"
        ),
        {"verdict": "%"},
    ),
    "areas_of_a_place": (
        "Areas under coca of a place, as each document prints them",
        (
            "SELECT f.period, f.qualifier, f.value, u.code AS unit, f.series_en, f.publisher, f.published, f.figure_id "
            "FROM figures_with_sources f JOIN places p USING (place_id) LEFT JOIN units u USING (unit_id) "
            "WHERE p.label_en = :place AND f.indicator_id = 'I-0001' AND f.measure = 'level' AND f.same_as IS NULL "
            "ORDER BY f.period, f.series_en"
        ),
        {"place": "Peru"},
    ),
    "printed_phrase": (
        "Where a phrase is printed",
        (
            "SELECT e.evidence_id, e.printed, s.title, s.published, e.line, coalesce(e.url, s.url) AS url "
            "FROM evidence_fts x JOIN evidence e ON e.rowid = x.rowid JOIN sources s USING (source_id) "
            "WHERE evidence_fts MATCH escape_fts(:phrase)"
        ),
        {"phrase": "hectares"},
    ),
}


def prepare(dist: Path, folder: Path) -> tuple[Path, Path]:
    """Write the searchable copy of a release's database, and its metadata, into a folder; return both.

    Raises:
        FileNotFoundError: there is no database in ``dist``.
    """
    (released,) = list(dist.glob("andean-coca-*.sqlite")) or [dist / f"{dist.name}.sqlite"]
    database = folder / f"{NAME}.db"
    shutil.copyfile(released, database)
    with closing(sqlite3.connect(database, isolation_level=None)) as store:
        for table, columns in SEARCHED.items():
            store.execute(f"CREATE VIRTUAL TABLE {table}_fts USING fts5({', '.join(columns)}, content='{table}')")
            store.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
    write_json(folder / "metadata.json", metadata(dist))
    return database, folder / "metadata.json"


def metadata(dist: Path) -> dict[str, Any]:
    """Return what Datasette tells of a release: titles, licence, what each column means, and the questions."""
    head = json.loads((dist / "datapackage.json").read_bytes())
    tables = {}
    for resource in head["resources"]:
        fields = json.loads((dist / resource["schema"]).read_bytes())["fields"]
        columns = {field["name"]: field["description"] for field in fields}
        tables[resource["name"]] = {"description": resource["description"], "columns": columns}
    asked = {name: {"title": title, "sql": sql, "params": list(given)} for name, (title, sql, given) in QUERIES.items()}
    licence = head["licenses"][0]
    return {
        "title": f"{head['title']} {head['version']}",
        "description": head["description"],
        "license": licence["title"],
        "license_url": licence["path"],
        "databases": {NAME: {"tables": tables, "queries": asked}},
    }


def questions() -> Iterator[tuple[str, str]]:
    """Yield name and address of every question, and of one search a table."""
    for name, (_, _, given) in QUERIES.items():
        told = "&".join(f"{key}={quote(value)}" for key, value in given.items())
        yield name, f"/{NAME}/{name}.json?_shape=array&{told}"
    for table in SEARCHED:
        yield f"search {table}", f"/{NAME}/{table}.json?_shape=array&_search=peru"


def check(database: Path, described: Path) -> list[str]:
    """Ask every question; return those that get no row, with what Datasette says."""
    missed = []
    for name, address in questions():
        command = [*_datasette(database, described), "--get", address]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        rows = json.loads(run.stdout) if run.returncode == 0 else []
        print(f"{name:<28} {len(rows):>5} rows")
        if not rows:
            missed.append(f"{name}: {(run.stderr or run.stdout).strip()}")
    return missed


def _datasette(database: Path, described: Path) -> list[str]:
    return [sys.executable, "-m", "datasette", "serve", "-i", str(database), "--metadata", str(described)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a release until interrupted, or check that it answers."""
    parser = argparse.ArgumentParser(prog="python -m release.explore", description=__doc__)
    parser.add_argument("dist", type=Path, nargs="?", metavar="DIST", help="a release (default: the one in dist/)")
    parser.add_argument("--check", action="store_true", help="ask every question once, and stop")
    parser.add_argument("--port", default="8001", help="where to serve (default: 8001)")
    options = parser.parse_args(arguments)
    dist = options.dist or max(Path("dist").glob("andean-coca-*"), default=Path("dist"))
    if not (dist / "datapackage.json").is_file():
        print(f"no release in {dist}: python -m release makes one", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="explore-") as work:
        database, described = prepare(dist, Path(work))
        if options.check:
            missed = check(database, described)
            print("\n".join(missed) or "every question is answered")
            return 1 if missed else 0
        return subprocess.run([*_datasette(database, described), "--port", options.port], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
