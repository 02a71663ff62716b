"""A state of the package, wherever it lies: in a folder, a zip, a tar or a git revision."""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from andean_coca import tables

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTOR = "datapackage.json"
# What only a build knows: it follows from the other bytes and is no difference of its own.
BUILT = frozenset({"hash", "bytes", "rows"})
Json = dict[str, Any]
Row = dict[str, str]
Read = Callable[[str], bytes | None]
Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in a state: what describes it, and its rows by key (parts joined by ``|``)."""

    name: str
    resource: Json
    schema: Json
    header: tuple[str, ...]
    rows: dict[str, Row]
    raw: bytes

    @property
    def key(self) -> list[str]:
        """Names of the columns of the primary key."""
        return names(self.schema.get("primaryKey", []))

    @property
    def columns(self) -> dict[str, Json]:
        """The field descriptors by name, in order."""
        return {f["name"]: f for f in self.schema["fields"]}

    @property
    def path(self) -> str:
        """Where the table lies in the package."""
        return str(self.resource["path"])


@dataclass(frozen=True, slots=True)
class State:
    """One state of the package: its descriptor, its tables by name, and every other file that it promises."""

    raw: bytes
    descriptor: Json
    tables: dict[str, Table]
    files: frozenset[str]

    @property
    def version(self) -> Version:
        """The declared version."""
        return parse_version(str(self.descriptor.get("version", "")))

    def rows(self, table: str) -> Mapping[str, Row]:
        """Rows of a table by key; none if there is no such table."""
        return self.tables[table].rows if table in self.tables else {}


def parse_version(text: str) -> Version:
    """Return the three numbers of a version.

    Raises:
        ValueError: the text is no version of three numbers.
    """
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", text):
        raise ValueError(f"{text!r} is no version of three numbers")
    major, minor, patch = (int(part) for part in text.split("."))
    return major, minor, patch


def write_version(version: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, version))


def names(value: object) -> list[str]:
    """A name or a list of names, as the standard allows, as a list."""
    return [value] if isinstance(value, str) else [str(v) for v in value] if isinstance(value, list) else []


def load(place: str, root: Path = ROOT) -> State:
    """Return the state in a folder, a zip, a tar or, if there is no such file, at a git revision.

    Raises:
        ValueError: nothing there can be read as a package.
    """
    path = Path(place)
    if (path / DESCRIPTOR).is_file():
        return state(folder(path))
    return state(archive(path) if path.is_file() else revision(place, root))


def folder(root: Path) -> Read:
    """Read files of a package in a folder."""
    return lambda name: (root / name).read_bytes() if (root / name).is_file() else None


def archive(path: Path) -> Read:
    """Read files of a package in a zip or tar; the package may lie in a folder of it.

    Raises:
        ValueError: the file is neither, or holds no package.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as zipped:
                files = {i.filename: zipped.read(i) for i in zipped.infolist() if not i.is_dir()}
        else:
            files = _tar(path.read_bytes())
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"{path.name} can't be read: {error}") from None
    found = [name for name in files if name.rpartition("/")[2] == DESCRIPTOR]
    if not found:
        raise ValueError(f"{path.name} holds no {DESCRIPTOR}")
    above = min(found, key=lambda name: (name.count("/"), name)).removesuffix(DESCRIPTOR)
    return lambda name: files.get(above + name)


def revision(name: str, root: Path = ROOT) -> Read:
    """Read files of the package at a git revision.

    Raises:
        ValueError: git knows no such revision.
    """
    command = ["git", "archive", "--format=tar", f"{name}^{{tree}}"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if done.returncode or name.startswith("-"):
        raise ValueError(f"there is no package at {name!r}, and git knows no revision of that name")
    return _tar(done.stdout).get


def _tar(raw: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        opened = ((m.name.removeprefix("./"), tar.extractfile(m)) for m in tar.getmembers() if m.isfile())
        return {name: file.read() for name, file in opened if file}


def state(read: Read) -> State:
    """Return the state that a reader of files gives.

    Raises:
        ValueError: the descriptor, a schema or a table is missing or can't be read.
    """
    raw = _needed(read, DESCRIPTOR)
    try:
        descriptor: Json = json.loads(raw)
        resources = [r for r in descriptor["resources"] if "schema" in r]
        others = {str(r["path"]) for r in descriptor["resources"] if "schema" not in r}
        found = {r["name"]: _table(read, r) for r in resources}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{DESCRIPTOR} or a schema lacks or misplaces {error}") from None
    return State(raw, descriptor, found, frozenset(others | _listed(read, str(descriptor.get("version")))))


def _listed(read: Read, version: str) -> set[str]:
    """Files that the sums of a release name, whatever its version; tables for reading are not promised."""
    sums = (read("SHA256SUMS") or b"").decode("utf-8")
    paths = (line.partition("  ")[2].replace(version, "VERSION") for line in sums.splitlines())
    return {path for path in paths if path and not path.startswith(("data/", "schemas/", "derived/"))}


def _table(read: Read, resource: Json) -> Table:
    path, schema = resource["path"], resource["schema"]
    read_schema: Json = json.loads(_needed(read, schema)) if isinstance(schema, str) else schema
    raw = _needed(read, path)
    try:
        parsed = tables.parse(raw.decode("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} can't be read: {error}") from None
    key = names(read_schema.get("primaryKey", [])) or list(parsed.header)
    rows = by_key(path, key, (dict(zip(parsed.header, cells, strict=False)) for cells in parsed.rows))
    return Table(resource["name"], resource, read_schema, parsed.header, rows, raw)


def by_key(path: str, key: Iterable[str], rows: Iterable[Row]) -> dict[str, Row]:
    """Return rows by key.

    Raises:
        ValueError: two rows have one key.
    """
    columns, found = list(key), {}
    for row in rows:
        name = "|".join(row.get(k, "") for k in columns)
        if name in found:
            raise ValueError(f"two rows of {path} have the key {name}")
        found[name] = row
    return found


def _needed(read: Read, name: str) -> bytes:
    raw = read(name)
    if raw is None:
        raise ValueError(f"there is no {name}")
    return raw


def last_release(root: Path = ROOT) -> Path:
    """Return the folder of the last release that is kept in a checkout.

    Raises:
        ValueError: none is kept.
    """
    kept = {parse_version(p.parent.name): p.parent for p in (root / "releases").glob(f"*/{DESCRIPTOR}")}
    if not kept:
        raise ValueError("releases/ holds no release to compare with")
    return kept[max(kept)]
