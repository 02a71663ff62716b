"""The command line of the contributor's tools."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from andean_coca import tables
from contribute import fmt, judge, new, skeletons
from contribute.figures import CannotAddError

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = """\
defaults: a figure is a level and an assertion with status A; an event happened; a source is a news_report in en,
  facts_only, original. What is left out and required is named.

examples:
  new figure --source S-0004 --sources TEXTS --find "49,800 hectares" indicator_id=I-0001 place_id=P-0003
      claimed_by=A-0003 claim_type=estimate series_id=SR-0001 period=2017 period_basis=relative
  new event --source S-0004 --sources TEXTS --find "words that tell it" event_type=T-0015 place_id=P-0004
      title_en="..." title_es="..." date=2018-11 claimed_by=A-0038
  new source --find TEXT.txt title="..." publisher="..." url=https://... rights="All rights reserved"
  new reconciliation F-0066 why_en="..." why_es="..."     (both vintages, verdicts and operands computed)
  new rule my_rule table=figures prefix=FIG
  new table my_things prefix=M
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``python -m contribute``."""
    result = argparse.ArgumentParser(prog="python -m contribute", description=__doc__)
    commands = result.add_subparsers(dest="command", required=True)
    form = commands.add_parser("fmt", help="put the tables into canonical form")
    form.add_argument("path", nargs="?", type=Path, default=ROOT, help="folder of the package (default: this checkout)")
    form.add_argument("--check", action="store_true", help="change nothing; exit 1 if a table is not in canonical form")
    add = commands.add_parser(
        "new",
        help="add a row, a rule or a table",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add.add_argument("kind", choices=[*new.KINDS, "reconciliation", "rule", "table"])
    add.add_argument("cells", nargs="*", metavar="column=cell", help="cells of the row; the name of a rule or table")
    add.add_argument("--source", default="", metavar="ID", help="document of the figure or event")
    add.add_argument("--sources", type=Path, metavar="DIR", help="folder with the source texts")
    add.add_argument("--find", default="", metavar="WORDS", help="words of the text; the text file of a source")
    add.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a tool and return the exit code: 0 done, 1 not in canonical form, 2 cannot be done."""
    # argparse takes no cells after an option; what is left over must be cells.
    options, rest = parser().parse_known_args(arguments)
    if rest and (options.command == "fmt" or any("=" not in cell or cell.startswith("-") for cell in rest)):
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        options.cells += rest
    try:
        return _fmt(options) if options.command == "fmt" else _new(options)
    except (CannotAddError, tables.TableError, UnicodeDecodeError, json.JSONDecodeError, OSError) as error:
        print(f"contribute: {error}", file=sys.stderr)
        return 2


def _fmt(options: argparse.Namespace) -> int:
    changed = fmt.format_package(options.path, write=not options.check)
    for name in changed:
        print(f"{'not in canonical form' if options.check else 'formatted'}: {name}")
    if options.check and changed:
        print("run: python -m contribute fmt", file=sys.stderr)
        return 1
    if not changed:
        print("all tables are in canonical form")
    return 0


def _new(options: argparse.Namespace) -> int:
    pairs = [cell.partition("=") for cell in options.cells]
    cells = {name: value for name, sign, value in pairs if sign}
    names = [name for name, sign, _ in pairs if not sign]
    if options.kind == "rule":
        path = skeletons.add_rule("".join(names), cells.get("table", "figures"), cells.get("prefix", "FIG"))
        print(f"wrote {path.relative_to(ROOT)}; fill it, then run: python -m checks --fast")
        return 0
    if options.kind == "table":
        for path in skeletons.add_table(options.root, "".join(names), cells.get("prefix", "")):
            print(f"wrote {path.name}")
        return 0
    if options.kind == "reconciliation":
        print("\n".join(judge.add(options.root, "".join(names), cells)))
        return 0
    if names:
        raise CannotAddError(f"{names[0]!r} is no column=cell")
    if options.source:
        cells["source_id"] = options.source
    for row in new.add(options.root, options.kind, cells, options.find, options.sources):
        missing = f"; still to fill: {', '.join(row.missing)}" if row.missing else ""
        print(f"added {row.key} to data/{row.table}.csv{missing}")
        if row.hint:
            print(f"  {row.hint}")
    print("now run: python -m checks --fast")
    return 0
