"""The record at the command line: ``python -m andean_coca show|cite|tables|verify``; standard library alone.

Exit code 0: done, and a release that was verified stands; 1: it does not, or there is no such row or table; 2: the
command is wrong, or there is nothing to read.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from andean_coca import verify
from andean_coca.citation import STYLES, cite
from andean_coca.place import ChangedError, Release
from andean_coca.words import words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _options(arguments)
    try:
        told, code = {"show": _show, "cite": _cite, "tables": _tables, "verify": _verify}[options.command](options)
    except (KeyError, ChangedError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except (FileNotFoundError, verify.UnreadableError) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        print(told, flush=True)
    except BrokenPipeError:  # whoever reads had enough, such as head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m andean_coca", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    show = commands.add_parser("show", help="a figure in words, with its evidence; or a table as CSV")
    show.add_argument("what", help="such as F-0012, or the name of a table")
    quote = commands.add_parser("cite", help="how to cite a figure")
    quote.add_argument("figure", help="such as F-0012")
    quote.add_argument("--style", choices=list(STYLES), default="plain")
    for command in (show, quote, commands.add_parser("tables", help="the tables, their rows and what a row is")):
        command.add_argument("--root", metavar="DIR", help="a release; by default the one that the reader came with")
    held = commands.add_parser("verify", help="what can be proven of a release, and what cannot")
    held.add_argument("dist", metavar="DIST_OR_URL", help="folder of a release, or its address")
    held.add_argument("--signers", type=Path, metavar="FILE", help="public keys (allowed_signers)")
    held.add_argument("--unsigned", action="store_true", help="take a release without a signature, too")
    return parser.parse_args(arguments)


def _show(options: argparse.Namespace) -> tuple[str, int]:
    release = Release(options.root)
    if options.what in release.resources:
        return release.table(options.what)[0].read_text(encoding="utf-8").rstrip("\n"), 0
    return words(options.what, options.root), 0


def _cite(options: argparse.Namespace) -> tuple[str, int]:
    return cite(options.figure, options.style, options.root), 0


def _tables(options: argparse.Namespace) -> tuple[str, int]:
    release = Release(options.root)
    lines = [f"{release.descriptor['title']} {release.version}"]
    for name, resource in release.resources.items():
        rows = len(release.rows([name])[name])
        lines.append(f"{name:<26} {rows:>6,}  {resource['description']}")
    return "\n".join(lines), 0


def _verify(options: argparse.Namespace) -> tuple[str, int]:
    if not options.dist.startswith(("https://", "http://")):
        verdict = verify.verify(Path(options.dist), options.signers, unsigned=options.unsigned)
        return str(verdict), 1 if verdict.refused else 0
    with tempfile.TemporaryDirectory(prefix="andean-coca-") as work:
        fetch(options.dist.rstrip("/"), Path(work))
        verdict = verify.verify(Path(work), options.signers, unsigned=options.unsigned)
    verdict.unproven.append(f"that nothing else lies at {options.dist}: only what {verify.SUMS} names was fetched")
    return str(verdict), 1 if verdict.refused else 0


def fetch(address: str, folder: Path) -> None:
    """Fetch into a folder what the sums at an address name, and what lies beside them; what is not there is left out.

    Raises:
        UnreadableError: the sums cannot be fetched.
    """
    missing = [name for name in verify.BESIDE if not _get(address, name, folder)]
    if verify.SUMS in missing:
        raise verify.UnreadableError(f"{address}/{verify.SUMS} cannot be fetched")
    try:
        sums = verify.parse_sums((folder / verify.SUMS).read_text(encoding="utf-8"))
    except ValueError:
        return  # verify says so
    for name in sums:
        _get(address, name, folder)


def _get(address: str, name: str, folder: Path) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/{name}", timeout=60) as answer:  # noqa: S310 -- http or https
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(answer.read())
    except (urllib.error.URLError, OSError):
        return False
    return True
