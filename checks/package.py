"""A package on disk: descriptor, schemas and tables, read once, with every fault as a finding."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from andean_coca import tables
from checks import cells, columns, paths
from checks.cache import Cache, digest, kept
from checks.codes import CODES
from checks.findings import Finding
from checks.keywords import CONSTRAINT_KEYS, FIELD_KEYS, OF_THE_STORE, PACKAGE_KEYS, RESOURCE_KEYS, SCHEMA_KEYS
from checks.schemas import schema_fault

if TYPE_CHECKING:
    from checks.engines.gate import Bytes
    from checks.engines.remote import Fetch

Json = dict[str, Any]
DESCRIPTOR = paths.DESCRIPTOR
MAX_JSON = 4 * 1024 * 1024
THRESHOLD = 1 << 20  # bytes, above which a table is large where large ones are asked for


@dataclass(slots=True)
class Table:
    """One table as read: place, schema, cells, whether rules can rely on it, and the digest of its file and schema."""

    name: str
    file: str
    schema: Json
    rows: tables.Rows
    sound: bool = True
    digest: str = ""
    count: int = 0
    stated: Json = field(default_factory=dict)
    parts: tuple[Bytes, ...] = ()

    @property
    def large(self) -> bool:
        """Whether the rows are in the store alone: a table of parts, of more than ``THRESHOLD`` bytes in all."""
        return bool(self.parts) and not self.rows.rows

    @property
    def fields(self) -> list[Json]:
        """The field descriptors, in schema order."""
        return list(self.schema["fields"])

    @property
    def primary_key(self) -> list[str]:
        """Names of the columns of the primary key."""
        key = self.schema.get("primaryKey", [])
        return [key] if isinstance(key, str) else list(key)


@dataclass(slots=True)
class Package:
    """A package as read; ``tables`` holds those that could be read at all."""

    root: Path
    descriptor: Json = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def described(self) -> dict[str, Json]:
        """The resources of the descriptor by their names, as far as these are names."""
        resources = self.descriptor.get("resources", ())
        return {r["name"]: r for r in resources if isinstance(r.get("name"), str)}


def read(
    root: Path,
    cache: Cache | None = None,
    *,
    large: bool = False,
    fetch: Fetch | None = None,
    begin: Callable[[Package], object] = lambda _: None,
) -> Package:
    """Read the package in a folder. Every fault becomes a finding; nothing is raised for bad data.

    The characters of tables that the cache knows are not looked at again. With ``large``, files above 1 MB pass the
    limits, and a table may be packed, Parquet or a folder of parts: its rows are left to ``checks.engines.large``.
    With ``fetch``, too, addresses are fetched. ``begin`` is called when all large tables are known and none of the
    small ones is read yet.
    """
    package = Package(root)
    descriptor = _json(package, DESCRIPTOR, "PKG001")
    if descriptor is None:
        return package
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, dict) for r in resources) or not resources:
        package.findings.append(CODES["PKG001"].finding(DESCRIPTOR, "a list of resources", field="resources"))
        return package
    package.descriptor = descriptor
    _known_keys(package, descriptor, PACKAGE_KEYS, DESCRIPTOR, "")
    names = dict[str, None]()
    small = [_read_resource(package, number, names, (large, fetch)) for number in range(len(resources))]
    begin(package)
    for resource, schema in (found for found in small if found):
        _read_small(package, resource, schema, cache)
    package.tables = {name: package.tables[name] for name in names if name in package.tables}
    package.findings += columns.check_references(package)
    paths.undescribed(package, resources)
    return package


def _read_resource(
    package: Package, number: int, names: dict[str, None], asked: tuple[bool, Fetch | None]
) -> tuple[Json, Json] | None:
    """Take a resource in, and return it with its schema if its table is a small one, still to be read."""
    resource, where = package.descriptor["resources"][number], f"resources[{number}]"
    name = resource.get("name")
    if (
        not isinstance(name, str)
        or not name.isidentifier()
        or name.casefold() in {*OF_THE_STORE, *map(str.casefold, names)}
    ):
        package.findings.append(
            CODES["PKG001"].finding(DESCRIPTOR, "a name of its own", field=f"{where}.name", got=str(name))
        )
        return None
    names[name] = None
    _known_keys(package, resource, RESOURCE_KEYS, DESCRIPTOR, where)
    large, fetch = asked
    path = paths.of_table(package, resource.get("path"), f"{where}.path", large=large, remote=fetch is not None)
    schema = _schema(package, resource.get("schema"), f"{where}.schema")
    if not _local(package, resource, where) or path is None or schema is None:
        return None
    if paths.in_parts(package, path) or (large and (package.root / path).stat().st_size > THRESHOLD):
        from checks.engines import parts

        parts.read(package, resource, schema, fetch)
        return None
    return resource, schema


def _read_small(package: Package, resource: Json, schema: Json, cache: Cache | None) -> None:
    name, path = resource["name"], resource["path"]
    raw, findings = cells.read(package.root / path, path)
    package.findings += findings
    text = None if raw is None else _text(package, raw, path)
    rows = None if text is None else _rows(package, text, path)
    if raw is None or text is None or rows is None:
        return
    package.findings += _stated(resource, path, raw, rows)
    table = Table(name, path, schema, rows, digest=digest(name, path, json.dumps(schema), raw))
    package.tables[name] = table
    package.findings += columns.check_columns(table)
    package.findings += kept(cache, lambda: _characters(table, text), "characters", table.digest)


def _characters(table: Table, text: str) -> Iterator[Finding]:
    """Yield what is wrong with the form of a file, its characters and the order of its rows."""
    yield from cells.canonical(text, table.rows, table.file)
    yield from characters(table)


def characters(table: Table) -> Iterator[Finding]:
    """Yield what is wrong with the characters of the cells of a table, and with the order of its rows."""
    rows, path = table.rows, table.file
    types = {f["name"]: f.get("type", "string") for f in table.fields}
    key = [rows.header.index(k) for k in table.primary_key if k in rows.header]
    yield from cells.characters(rows, types, key, path)
    if key:
        yield from cells.order(rows, key, path)


def _text(package: Package, raw: bytes, path: str) -> str | None:
    text, findings = cells.decode(raw, path)
    package.findings += findings
    return text


def _rows(package: Package, text: str, path: str) -> tables.Rows | None:
    """The rows of a CSV text, or ``None`` with a finding that says why it is no table."""
    try:
        rows = tables.parse(text)
    except tables.TableError as error:
        code, expected = ("PKG012", "shorter cells") if "field limit" in str(error) else ("LEX004", "CSV")
        package.findings.append(CODES[code].finding(path, expected, line=error.line, got=str(error)))
        return None
    if told := columns.header_fault(rows.header, path):
        package.findings.append(told)
        return None
    return rows


def _local(package: Package, resource: Json, where: str) -> bool:
    """Whether a resource names nothing that a tool would fetch from elsewhere; else there is a finding."""
    named = [name for name in ("dialect", "scheme") if isinstance(resource.get(name), str)]
    bad = [name for name in named if resource[name] != "file" or name == "dialect"]
    for name in bad:
        package.findings.append(
            CODES["PKG002"].finding(DESCRIPTOR, "no address", field=f"{where}.{name}", got=resource[name])
        )
    return not bad


def _stated(resource: Json, path: str, raw: bytes, rows: tables.Rows) -> list[Finding]:
    """What a released descriptor states of a file, held against it; a hash of another kind proves nothing."""
    facts = {"bytes": len(raw), "rows": len(rows.rows), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
    return held(resource, path, facts)


def held(resource: Mapping[str, object], path: str, facts: Mapping[str, object]) -> list[Finding]:
    """Findings where a descriptor states other facts of a file."""
    return [
        CODES["PKG010"].finding(path, str(fact), field=name, got=str(resource[name]))
        for name, fact in facts.items()
        if name in resource and resource[name] != fact
    ]


def _schema(package: Package, schema: object, where: str) -> Json | None:
    if isinstance(schema, str):
        path = paths.safe(package, schema, where)
        read_schema = _json(package, path, "PKG004") if path else None
        file = path or DESCRIPTOR
    else:
        read_schema, file = (schema if isinstance(schema, dict) else None), DESCRIPTOR
        if read_schema is None:
            package.findings.append(CODES["PKG004"].finding(DESCRIPTOR, "the path of a schema", field=where))
    if read_schema is None:
        return None
    fault = schema_fault(read_schema)
    if fault:
        package.findings.append(CODES["PKG004"].finding(file, fault))
        return None
    _known_keys(package, read_schema, SCHEMA_KEYS, file, "")
    for column in read_schema["fields"]:
        _known_keys(package, column, FIELD_KEYS, file, column["name"])
        _known_keys(package, column.get("constraints", {}), CONSTRAINT_KEYS, file, f"{column['name']}.constraints")
    return read_schema


def _json(package: Package, file: str, code: str) -> Json | None:
    """Read a JSON object of the package; a fault becomes a finding of the given code."""
    path = package.root / file
    if path.exists() and not (path.is_file() and path.resolve().is_relative_to(package.root.resolve())):
        package.findings.append(CODES[code].finding(file, "a file inside the package"))
        return None
    if path.exists() and path.stat().st_size > MAX_JSON:
        size = f"{path.stat().st_size:,}"
        package.findings.append(CODES["PKG012"].finding(file, f"{MAX_JSON:,} bytes at most", got=size))
        return None
    try:
        value = json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=_no_doubles)
    except FileNotFoundError:
        package.findings.append(CODES[code].finding(file, "the file"))
    except OSError as error:
        package.findings.append(CODES[code].finding(file, "a readable file", got=error.strerror))
    except UnicodeDecodeError:
        package.findings.append(CODES[code].finding(file, "UTF-8"))
    except json.JSONDecodeError as error:
        package.findings.append(CODES[code].finding(file, "valid JSON", line=error.lineno, got=error.msg))
    except (ValueError, RecursionError) as error:
        package.findings.append(CODES[code].finding(file, "plain JSON", got=str(error)))
    else:
        if isinstance(value, dict):
            return value
        package.findings.append(CODES[code].finding(file, "a JSON object", got=type(value).__name__))
    return None


def _no_doubles(pairs: list[tuple[str, Any]]) -> Json:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key {next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
    return value


def _known_keys(package: Package, value: Json, known: Mapping[str, str], file: str, where: str) -> None:
    for key in value.keys() - known:
        near = difflib.get_close_matches(key, known, 1)
        name = f"{where}.{key}".lstrip(".")
        package.findings.append(
            CODES["PKG006"].finding(
                file, f"{near[0]}" if near else "a key of the standard that the record uses", field=name, got=key
            )
        )
