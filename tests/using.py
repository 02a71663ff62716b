"""The examples of ``docs/use``, and how each language runs them against a release at hand and one at an address."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from planting import ROOT

from andean_coca import verify

DOCS = ROOT / "docs" / "use"
_SECTION = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DUCKDB = "import duckdb, sys\nfor one in duckdb.extract_statements(sys.stdin.read()):\n    print(duckdb.sql(one))\n"
COMMANDS = {
    "python": [sys.executable, "-"],
    "sql": [sys.executable, "-c", _DUCKDB],
    "js": ["node", "--input-type=module", "-"],
    "r": ["Rscript", "-"],
    "sh": ["sh", "-e"],
}


class Example(NamedTuple):
    """A block of code: the page and section that it stands in, its language, and itself."""

    where: str
    language: str
    code: str


def examples() -> list[Example]:
    """All blocks of all pages; ``where`` is ``page.md#section``, as links have it."""
    found = []
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            title = [match[1] for match in _SECTION.finditer(text, 0, block.start())][-1]
            slug = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
            found.append(Example(f"{page.name}#{slug}", block[1], block[2]))
    return found


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def missing(example: Example) -> str:
    """What is not installed here that an example needs, in words; blank if nothing."""
    command = COMMANDS[example.language][0]
    if not shutil.which(command):
        return f"{command} is not installed: the {example.language} of {example.where} was not run"
    if "datasette" in example.where:
        probe = subprocess.run([sys.executable, "-c", "import datasette"], capture_output=True, check=False)
        if probe.returncode:
            return f"datasette is not installed (requirements/explore.txt): {example.where} was not run"
    return ""


class Run(NamedTuple):
    code: int
    out: str
    err: str


def run(example: Example, scratch: Path, address: str, sums: dict[str, str], pin: str) -> Run:
    """Run an example in a scratch folder with ``andean-coca-X.Y.Z`` in it, ``address`` serving ``vX.Y.Z``."""
    if told := missing(example):
        pytest.skip(told)
    (version,) = (path.name.removeprefix("andean-coca-") for path in scratch.glob("andean-coca-*"))
    code = example.code.replace("X.Y.Z", version).replace("https://example.org/andean-coca", address)
    code = re.sub(r"SHA256-OF:([\w./-]+)", lambda match: sums[match[1]], code).replace('"PIN"', f'"{pin}"')
    bins = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": bins, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    environment |= {"XDG_CACHE_HOME": str(scratch / "cache-of-pooch"), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        COMMANDS[example.language],
        cwd=scratch,
        env=environment,
        input=code,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def sums_of(release: Path) -> tuple[dict[str, str], str]:
    """The sums of a release, and the number that pins it."""
    return verify.parse_sums((release / verify.SUMS).read_text(encoding="utf-8")), verify.sha256(release / verify.SUMS)
