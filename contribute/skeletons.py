"""Skeletons of a table and of a rule, to be filled by a person; the checks say what is still missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

from checks.rules import FOLDER, all_rules
from contribute.figures import CannotAddError

RULE = """\
-- code: {code}
-- title: What holds, as a sentence
-- table: {table}
-- why: What goes wrong for a reader if it does not hold
-- fix: The edit that mends it, with file and column
-- bad: {table}[KEY].column = a value that breaks the rule
SELECT t._line AS line, t.KEY AS key, 'column' AS field, t.column AS got, 'what would be right' AS expected
FROM {table} t
WHERE false
"""


def add_rule(name: str, table: str, prefix: str) -> Path:
    """Write the skeleton of a rule on a table, with the next code of a prefix such as FIG; return its file."""
    if not re.fullmatch(r"[a-z_]+", name) or not re.fullmatch(r"[A-Z]{3}", prefix):
        raise CannotAddError("a rule has a name of small letters and underscores, and a prefix of three capitals")
    path = FOLDER / f"{name}.sql"
    if path.exists():
        raise CannotAddError(f"{path.name} exists already")
    taken = [int(r.code[3:]) for r in all_rules() if r.code.startswith(prefix)]
    text = RULE.format(code=f"{prefix}{max(taken, default=0) + 1:03d}", table=table)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def add_table(root: Path, name: str, prefix: str) -> list[Path]:
    """Write schema and file of a new table whose ids have a prefix, and its resource in the descriptor."""
    if not re.fullmatch(r"[a-z_]+", name) or not re.fullmatch(r"[A-Z]{1,2}", prefix):
        raise CannotAddError(
            "a table has a name of small letters and underscores, and an id prefix of one or two capitals"
        )
    descriptor = json.loads((root / "datapackage.json").read_bytes())
    if name in {r["name"] for r in descriptor["resources"]}:
        raise CannotAddError(f"there is a table {name} already")
    key = f"{name.rstrip('s')}_id"
    field = {
        "name": key,
        "type": "string",
        "title": "Id",
        "description": "Permanent id of the row.",
        "description_es": "Identificador permanente de la fila.",
        "example": f"{prefix}-0001",
        "constraints": {"required": True, "pattern": f"{prefix}-[0-9]{{4,}}"},
    }
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "title": name.replace("_", " ").capitalize(),
        "description": "One row is ...",
        "fields": [field],
        "primaryKey": [key],
        "missingValues": [""],
    }
    like = descriptor["resources"][0]
    own = {"name": name, "path": f"data/{name}.csv", "title": schema["title"], "description": schema["description"]}
    descriptor["resources"].append({**like, **own, "schema": f"schemas/{name}.json"})
    files = {f"data/{name}.csv": f"{key}\n{prefix}-0001\n"}
    files |= {f"schemas/{name}.json": _json(schema), "datapackage.json": _json(descriptor)}
    for file, text in files.items():
        (root / file).write_text(text, encoding="utf-8", newline="\n")
    return [root / file for file in files]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
