"""What the pages about the record itself show, rendered from schemas, checks, scores and changes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from andean_coca import tables
from checks import catalogue, package
from pages import sentences_numbers as numbers
from pages.model import FOLDERS, Record
from pages.model_figure import to
from pages.model_lists import table
from pages.words import Words
from release import notes

Cells = dict[str, Any]


def dictionary(record: Record, words: Words) -> list[Cells]:
    """Return every table with its columns: name, title, what it says, type, an example, and its codes in words."""
    made = []
    for name, schema in record.schemas.items():
        resource = record.release.resources[name]
        key = set(schema["primaryKey"])
        points = {
            one["fields"][0]: one["reference"]["resource"] or name
            for one in schema.get("foreignKeys", [])
            if len(one["fields"]) == 1
        }
        columns = []
        for field in schema["fields"]:
            rules = field.get("constraints", {})
            codes = [(code, words.code(name, field["name"], code)) for code in rules.get("enum", [])]
            columns.append(
                {
                    "name": field["name"],
                    "title": words.told(field["title"]),
                    "told": field["description" if words.language == "en" else "description_es"],
                    "type": words(f"type.{field['type']}"),
                    "unit": field.get("unit", ""),
                    "key": field["name"] in key,
                    "required": bool(rules.get("required")),
                    "points": points.get(field["name"], ""),
                    "example": str(field["example"]),
                    "codes": codes,
                }
            )
        told = {"title": words.told(resource["title"]), "told": words.told(resource["description"])}
        count = numbers.number(str(len(record.tables[name])), words.language)
        made.append({"name": name, "path": resource["path"], "rows": count, "columns": columns} | told)
    return made


def checks(record: Record, words: Words) -> list[Cells]:
    """Return the catalogue of checks, a group after the other."""
    found = catalogue.entries(package.read(record.root))
    made = []
    for group in catalogue.GROUPS:
        entries = [
            {
                "code": one.code,
                "title": words.told(one.title),
                "severity": words(f"severity.{one.severity}"),
                "table": one.table or "",
                "why": words.told(one.why or ""),
                "fix": words.told(one.fix),
                "examples": one.examples,
                "verbatim": bool(one.table),
                # Some suites hold views, which no schema describes.
                "described": one.table in record.schemas,
            }
            for one in found
            if one.group == group
        ]
        title = {
            name: words(f"group.{group.replace(' ', '_')}{end}") for name, end in (("title", ""), ("told", ".told"))
        }
        made.append({"id": group.replace(" ", "-"), "entries": entries} | title)
    return made


def mutation(folder: Path, words: Words) -> Cells:
    """Return how many corruptions the checks catch: by class, by operator, by table; and why others pass.

    ``folder`` holds the score that is kept.
    """
    score = json.loads((folder / "score.json").read_bytes())
    rows = tables.read_file(folder / "score.csv")[1]
    classes = list(dict.fromkeys(row["level"] for row in rows))
    versions = [
        [version, *(_share(counts[level], words) for level in (*classes, "all"))]
        for version, counts in score["versions"].items()
    ]
    operators = [
        [operator, words(f"level.{level}"), *_counts(some, words)]
        for level in classes
        for operator, some in _grouped((row for row in rows if row["level"] == level), "operator")
    ]
    matrix = [_by_class(name, some, classes, words) for name, some in _grouped(rows, "table")]
    reasons = [
        [f"{row['table']}.{row['column']}" if row["column"] else row["table"], words.told(row["reason"])]
        for row in tables.read_file(folder / "reasons.csv")[1]
    ]
    levels = [words(f"level.{level}") for level in classes]
    whole = words("level.all")
    named = {"columns": [words("column.version"), *levels, whole]}
    last = list(score["versions"].values())[-1]["all"]
    return {
        "lead": words("mutation.lead", n=numbers.number(str(last[0]), words.language), share=_percent(last, words)),
        "digest": score["data_sha256"],
        "tables": [
            table(words, words("mutation.versions"), (), versions) | named,
            table(words, words("mutation.matrix"), (), matrix) | {"columns": [words("column.table"), *levels, whole]},
            table(
                words,
                words("mutation.operators"),
                ("operator", "class", "tried", "caught", "share", "codes"),
                operators,
            ),
            table(words, words("mutation.reasons"), ("cell", "reason"), reasons),
        ],
    }


def _by_class(name: str, rows: list[dict[str, str]], classes: list[str], words: Words) -> list[str]:
    """The share that is caught in a table, by class of corruption and in all."""
    parts = [[row for row in rows if row["level"] == level] for level in classes]
    return [name, *(_share(_sums(part), words) if part else "" for part in parts), _share(_sums(rows), words)]


def _grouped(rows: Iterable[dict[str, str]], column: str) -> list[tuple[str, list[dict[str, str]]]]:
    ordered = sorted(rows, key=lambda row: row[column])
    return [(key, list(some)) for key, some in itertools.groupby(ordered, lambda row: row[column])]


def _sums(rows: list[dict[str, str]]) -> list[int]:
    return [sum(int(row[name]) for row in rows) for name in ("tried", "caught", "with_texts")]


def _percent(counts: list[int], words: Words) -> str:
    return words("percent", n=numbers.rounded(100 * counts[1] / counts[0], 1, words.language) if counts[0] else "100")


def _share(counts: list[int], words: Words) -> str:
    caught, tried = (numbers.number(str(counts[at]), words.language) for at in (1, 0))
    return words("caught.of", share=_percent(counts, words), caught=caught, tried=tried)


def _counts(rows: list[dict[str, str]], words: Words) -> list[str]:
    counts = _sums(rows)
    codes = sorted({code for row in rows for code in row["codes"].split()})
    shown = " ".join(codes[:4]) + (" …" if len(codes) > 4 else "")
    return [*(numbers.number(str(n), words.language) for n in counts[:2]), _percent(counts, words), shown]


def changes(record: Record, words: Words) -> list[Cells]:
    """Return what each version changed, the newest first: its notes as they were written, and every changed value."""
    told = notes.read(record.root) if (record.root / "CHANGELOG.md").is_file() else notes.Notes("", {})
    versions = [line.removeprefix("## ") for line in told.changelog.splitlines() if line.startswith("## ")]
    versions += [row["version"] for row in record.tables["changes"]]
    made = []
    for version in dict.fromkeys(versions):
        rows = [
            [
                to(row["key"], row["key"], row["table"]) if row["table"] in FOLDERS else row["key"],
                f"{row['table']}.{row['column']}",
                row["old"] or words("blank"),
                row["new"] or words("blank"),
                words.code("changes", "reason_code", row["reason_code"]),
                words.of(row, "reason"),
            ]
            for row in record.rows("changes", "version", version)
        ]
        names = ("row", "cell", "old", "new", "kind", "reason")
        made.append(
            {
                "version": version,
                "notes": _sections(told.section(version)),
                "values": table(words, words("changes.caption", version=version), names, rows) if rows else None,
            }
        )
    return made


def _sections(text: str) -> list[Cells]:
    """The notes of a version: lines below each heading, and what stands before the first."""
    sections: list[Cells] = [{"title": "", "lines": []}]
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("### "):
            sections.append({"title": line.removeprefix("### "), "lines": []})
        else:
            sections[-1]["lines"].append(line.removeprefix("- "))
    return [one for one in sections if one["lines"]]
