"""What changed between two states of the package, row by row and cell by cell: ``python -m release.diff REV``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from release.diff_output import FORMS
from release.differences import differences
from release.states import ROOT, load


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what changed against a revision or another package; exit 2 if it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m release.diff", description=__doc__)
    parser.add_argument("old", help="git revision, or folder or archive of a package, to compare with")
    parser.add_argument("new", nargs="?", default=str(ROOT), help="the newer package (default: this checkout)")
    parser.add_argument("--format", choices=FORMS, default="markdown", help="how it is written (default: markdown)")
    options = parser.parse_args(arguments)
    try:
        difference = differences(load(options.old), load(options.new))
    except ValueError as error:
        print(f"diff: {error}", file=sys.stderr)
        return 2
    print(FORMS[options.format](difference))
    return 0


if __name__ == "__main__":
    sys.exit(main())
