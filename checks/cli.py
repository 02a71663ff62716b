"""The command line of the checks."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from checks import findings
from checks.archive import is_archive

EPILOG = """\
exit codes: 0 clean, 1 findings (a missing or broken descriptor is one), 2 bad arguments or environment.
Run it in a checkout. PATH may be any package with the record's tables; rules, suites
and waivers always come from this checkout.
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
        "--format",
        choices=("text", "json", "github", "html"),
        default="text",
        help="how findings are written (default: text); github adds a step summary, html is one page",
    )
    result.add_argument(
        "--no-cache", action="store_true", help="check unchanged tables, too (as is done where CI is set)"
    )
    _add_engines(result)
    result.add_argument("--output", metavar="FILE", help="write there, and print only the last line of the result")
    result.add_argument("--catalogue", action="store_true", help="check nothing; tell every code, as Markdown")
    result.add_argument("--explain", metavar="CODE", help="check nothing; tell what a code means and how to mend it")
    return result


def _add_engines(result: argparse.ArgumentParser) -> None:
    """Options on large tables and on what reads them."""
    result.add_argument(
        "--memory",
        metavar="SIZE",
        help="read tables of any size within so much memory, such as 1GB (without it: CSV files below 64 MB); "
        "a path may then be .csv.gz, .parquet or a folder of parts, too",
    )
    result.add_argument(
        "--remote",
        action="store_true",
        help="with --memory, fetch tables whose path is an address, https:// or s3:// (by s3fs), up to 10 GB each",
    )
    result.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="what runs the checks")
    result.add_argument("--master", metavar="URL", help="of Spark (default: SPARK_MASTER, else local[*])")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks and return the exit code."""
    options = parser().parse_args(arguments)
    if sys.stdout is None:
        fail("there is no standard output to print the result to", as_json=False)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if options.catalogue or options.explain:
        return _tell(options.explain, options.output, as_json=options.format == "json")
    report = _checked(options)
    _clear()
    _write(_rendered(report, options.format, to_file=options.output is not None), options.output, options.format)
    if options.output:
        _print(f"{report.verdict} (written to {options.output})")
    if options.format == "github":
        from checks.output.github import write_step_summary

        write_step_summary(report)
    return 0 if report.ok else 1


def _checked(options: argparse.Namespace) -> findings.Report:
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
        if options.engine == "spark":
            return _on_spark(root, options.master, fast=options.fast, as_json=as_json)
        from checks.archive import check
        from checks.cache import Cache, default_file

        cache = None if options.no_cache or os.environ.get("CI") else Cache(default_file())
        if options.memory:
            from checks.store import size

            try:
                size(options.memory)
            except ValueError as error:
                fail(f"--memory: {error}", as_json=as_json)
        elif options.remote:
            fail("--remote needs --memory, such as --memory 1GB", as_json=as_json)
        more = {"memory": options.memory, "remote": options.remote} if options.memory else {}
        return check(root, cache=cache, fast=options.fast, sources=sources, progress=_progress, **more)
    except ModuleNotFoundError as error:
        fail(f"{error.name} is not installed; install requirements/check.txt", as_json=as_json)
    except Exception as error:
        if type(error).__name__ == "OutOfMemoryException":  # of DuckDB, which need not be installed
            given = f"--memory {options.memory}" if options.memory else "the memory of this machine"
            fail(f"{given} is too little for these tables; give more, such as --memory 1GB", as_json=as_json)
        fail(f"internal error, please report it: {type(error).__name__}: {error}".replace("\n", " "), as_json=as_json)


def _on_spark(root: Path, master: str | None, *, fast: bool, as_json: bool) -> findings.Report:
    from checks.engines import spark

    try:
        return spark.check(root, master, fast=fast)
    except spark.EngineError as error:
        fail(str(error), as_json=as_json)


def _rendered(report: findings.Report, form: str, *, to_file: bool) -> str:
    if form == "json":
        return findings.as_json(report)
    if form == "github":
        from checks.output.github import as_github

        return as_github(report)
    if form == "html":
        from checks.output.html import as_html

        return as_html(report)
    from checks.output import text

    if to_file:
        return text.as_text(report)
    return text.as_text(report, width=text.terminal_width(), colour=text.wants_colour())


def _tell(code: str | None, output: str | None, *, as_json: bool) -> int:
    """Print the catalogue, or the entry of one code."""
    from checks import catalogue, package, waivers
    from checks.output.text import terminal_width

    found = catalogue.entries(package.read(waivers.CHECKOUT))
    if code is None:
        _write(catalogue.as_markdown(found), output, "text")
        return 0
    entry = next((e for e in found if e.code == code.upper()), None)
    if entry is None:
        near = catalogue.near(code, found)
        hint = f"; near it: {', '.join(near)}" if near else "; --catalogue tells all"
        fail(f"there is no code {code}{hint}", as_json=as_json)
    _write(catalogue.as_text(entry, terminal_width()), output, "text")
    return 0


def _write(text: str, output: str | None, form: str) -> None:
    if output is None:
        _print(text)
        return
    try:
        Path(output).write_text(text + "\n", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        fail(f"{output} can't be written: {error.strerror}", as_json=form == "json")


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError as error:  # a full disk, or a reader who has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries again when it ends
        fail(f"the result can't be printed: {error.strerror}", as_json=False)


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{step} ...", end="", file=sys.stderr, flush=True)
    else:
        print(f"checks: {step} ...", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
