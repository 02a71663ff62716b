"""The command line of the checks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from checks import findings
from checks.archive import is_archive

EPILOG = """\
exit codes: 0 clean, 1 findings (a missing or broken descriptor is one), 2 bad arguments or environment.
Run it in a checkout. PATH may be any package with the record's tables; rules and suites always come from this checkout.
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, and as JSON where JSON was asked for."""

    def error(self, message: str) -> NoReturn:
        fail(message, as_json=_wants_json(sys.argv[1:]))


def fail(message: str, *, as_json: bool) -> NoReturn:
    """Say in one line why nothing could be checked, and exit with 2."""
    if as_json:
        print(findings.error_as_json(message))
    print(f"checks: {message}", file=sys.stderr)
    raise SystemExit(2)


def _wants_json(arguments: Sequence[str]) -> bool:
    return "json" in arguments or "--format=json" in arguments


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``python -m checks``."""
    result = _Parser(
        prog="python -m checks",
        description="Check a package of the Andean Coca Record: files, cells, schemas, rules, suites and evidence.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument(
        "path",
        nargs="?",
        default=".",
        metavar="PATH",
        help="folder of the package, its datapackage.json, or a zip of it (default: here)",
    )
    result.add_argument("--fast", action="store_true", help="schemas and rules only, in about a second")
    result.add_argument(
        "--sources",
        metavar="DIR",
        help="folder with the source texts, found by their hash, to hold the evidence against",
    )
    result.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how findings are written (default: text)"
    )
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks and return the exit code."""
    options = parser().parse_args(arguments)
    as_json = options.format == "json"
    root = Path(options.path)
    if root.name == "datapackage.json":
        root = root.parent
    if not root.is_dir() and not is_archive(root):
        what = "is a file; give the folder of a package" if root.is_file() else "is no folder"
        fail(f"{options.path} {what}", as_json=as_json)
    sources = Path(options.sources) if options.sources else None
    if sources is not None and not sources.is_dir():
        fail(f"there is no folder {options.sources} for --sources", as_json=as_json)
    try:
        from checks.archive import check

        report = check(root, fast=options.fast, sources=sources, progress=_progress)
    except ModuleNotFoundError as error:
        fail(f"{error.name} is not installed; install requirements/check.txt", as_json=as_json)
    except Exception as error:
        fail(f"internal error, please report it: {type(error).__name__}: {error}".replace("\n", " "), as_json=as_json)
    _clear()
    output = {"text": findings.as_text, "json": findings.as_json, "github": findings.as_github}[options.format]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    print(output(report))
    findings.write_step_summary(report)
    return 0 if report.ok else 1


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{step} ...", end="", file=sys.stderr, flush=True)
    else:
        print(f"checks: {step} ...", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
