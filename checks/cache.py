"""Findings of earlier runs, kept by the content they rest on: what has not changed is not checked again.

A key is a digest of all that a finding depends on: the bytes of the tables, their schemas, the rule, and the
code of the checks. Anything unreadable in the file of the cache counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from checks.findings import Finding, Report

_CODE = (Path(__file__).parent, Path(__file__).parent.parent / "src" / "andean_coca")
_ENGINES = ("duckdb", "pandas", "frictionless", "great-expectations")
_KEPT = 4_000  # entries; a run over the record makes about 150
NOTE = "nothing has changed since the last check; the findings are those of then (--no-cache checks again)"


def default_file() -> Path:
    """Where the cache lies: in ``XDG_CACHE_HOME``, or ``.cache`` of the user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "andean-coca" / "checks.json"


def digest(*parts: bytes | str) -> str:
    """The SHA-256 of parts of which none runs into the next."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(raw).to_bytes(8, "big") + raw)
    return total.hexdigest()


def key(*parts: bytes | str) -> str:
    """The key of what these parts and the code of the checks decide."""
    return digest(_code(), *parts)


@cache
def _code() -> str:
    """The digest of the code of the checks: modules, rules, suites, views, baselines, waivers, versions of engines."""
    files = sorted(p for folder in _CODE for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest(sys.version, *map(_version, _ENGINES), *(part for p in files for part in (p.name, p.read_bytes())))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


class Cache:
    """Findings by key; ``hits`` counts what was not checked again."""

    def __init__(self, file: Path) -> None:
        self.file, self.hits = file, 0
        self._old: dict[str, Any] = {}
        self._new: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            read = json.loads(file.read_text(encoding="utf-8"))
            self._old = read if isinstance(read, dict) else {}

    def get(self, name: str) -> Any | None:
        """What was kept under a key, or ``None``; then it stays for the next runs."""
        value = self._old.get(name)
        if value is not None:
            self.hits += 1
            self._new[name] = value
        return value

    def put(self, name: str, value: Any) -> None:
        """Keep a value that JSON can hold."""
        self._new[name] = value

    def findings(self, name: str) -> list[Finding] | None:
        """The findings under a key, or ``None``."""
        kept = self.get(name)
        try:
            return None if kept is None else [Finding(**f) for f in kept]
        except TypeError:
            return None

    def put_findings(self, name: str, found: Iterable[Finding]) -> None:
        """Keep findings."""
        self.put(name, [asdict(f) for f in found])

    def save(self) -> None:
        """Write what this run used or made, then older entries up to a limit; where nothing can be written, not."""
        rest = {k: v for k, v in self._old.items() if k not in self._new}
        kept = dict(list((self._new | rest).items())[:_KEPT])
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part = self.file.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps(kept), encoding="utf-8")
            part.replace(self.file)


def kept(store: Cache | None, check: Callable[[], Iterable[Finding]], *parts: bytes | str) -> list[Finding]:
    """The findings of a check that ``parts`` decide: those of an earlier run, or made now and kept."""
    if store is None:
        return list(check())
    name = key(*parts)
    found = store.findings(name)
    if found is None:
        found = list(check())
        store.put_findings(name, found)
    return found


def package_key(root: Path, *options: str) -> str | None:
    """The key of a whole package: the bytes of all its files and ``options``; ``None`` if some lie elsewhere.

    Only plain files of ``data/`` and ``schemas/`` beside the descriptor are a package of the record.
    """
    try:
        descriptor = json.loads((root / "datapackage.json").read_bytes())
        named = [r[k] for r in descriptor["resources"] for k in ("path", "schema")]
        files = sorted(p for name in ("data", "schemas") for p in (root / name).rglob("*"))
        if not all(isinstance(n, str) and n.startswith(("data/", "schemas/")) and ".." not in n for n in named):
            return None
        if any(p.is_symlink() or not (p.is_file() or p.is_dir()) or p.stat().st_size > 2**26 for p in files):
            return None
        parts = [part for p in files if p.is_file() for part in (p.relative_to(root).as_posix(), p.read_bytes())]
        return key("package", *options, (root / "datapackage.json").read_bytes(), *parts)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def kept_report(store: Cache, name: str) -> Report | None:
    """The report of a run on the same bytes, or ``None``."""
    kept = store.get(name)
    try:
        if kept is None:
            return None
        told = {"findings": [Finding(**f) for f in kept["findings"]], "unlisted": Counter(kept["unlisted"])}
        return Report(**(kept | told))
    except (TypeError, KeyError):
        return None
