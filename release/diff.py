"""What changed between two states of the package, row by row and cell by cell: ``python -m release.diff REV``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from andean_coca import tables
from release import diff_output
from release.build import ROOT
from release.compare import compare, evidence, folder, revision


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what changed against a revision or another package; exit 2 if it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m release.diff", description=__doc__)
    parser.add_argument("old", help="git revision, or folder of a package, to compare with")
    parser.add_argument(
        "new", nargs="?", type=Path, default=ROOT, help="folder of the newer package (default: this checkout)"
    )
    parser.add_argument(
        "--format",
        choices=("markdown", "html", "json"),
        default="markdown",
        help="how it is written (default: markdown)",
    )
    options = parser.parse_args(arguments)
    other, new = Path(options.old), folder(options.new)
    try:
        old = folder(other) if (other / "datapackage.json").is_file() else revision(options.old)
        diffs = compare(old, new)
        if options.format == "json":
            told = diff_output.as_json(diffs)
        else:
            form = diff_output.as_html if options.format == "html" else diff_output.as_markdown
            told = form(diffs, evidence(old) | evidence(new))
    except (ValueError, KeyError, tables.TableError) as error:
        print(f"diff: {error}", file=sys.stderr)
        return 2
    print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
