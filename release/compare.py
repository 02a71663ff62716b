"""Two states of the package compared, and the smallest version that the newer one may have.

A state is a folder, a zip, a tar.gz or a git revision. The exit code is 0 if the declared version of the newer state
is allowed, 1 if it is not, and 2 if a state cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from release.bump import bump, rules_as_markdown
from release.diff_output import FORMS
from release.differences import differences
from release.states import load


class _Rules(argparse.Action):
    """Print the rules and leave."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(rules_as_markdown())
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what differs, the version that it asks for, and what causes it."""
    parser = argparse.ArgumentParser(prog="python -m release.compare", description=__doc__)
    parser.add_argument("old", metavar="OLD", help="the older state: folder, zip, tar.gz or git revision")
    parser.add_argument("new", metavar="NEW", help="the newer state, the same")
    parser.add_argument("--format", choices=FORMS, default="markdown", help="how it is written (default: markdown)")
    parser.add_argument("--rules", action=_Rules, nargs=0, help="print the rules of versions as Markdown, and leave")
    options = parser.parse_args(arguments)
    try:
        difference = differences(load(options.old), load(options.new))
        asked = bump(difference)
    except ValueError as error:
        print(f"compare: {error}", file=sys.stderr)
        return 2
    print(FORMS[options.format](difference, asked))
    return 0 if asked.allowed else 1


if __name__ == "__main__":
    sys.exit(main())
