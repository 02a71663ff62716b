"""Render the published pages from the checked package."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from checks.output.text import as_text
from checks.run import check
from pages.model import Record
from pages.render import Place
from pages.site import Given, Site
from pages.words import MissingWordError
from release.build import moment

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site; return the exit code."""
    options = _options(arguments)
    report = check(options.root, fast=True)
    if not report.ok:
        print(as_text(report), file=sys.stderr)
        print("no pages: mend the findings first", file=sys.stderr)
        return 1
    record = Record(options.root)
    dist = options.dist or ROOT / "dist" / f"andean-coca-{record.release.version}"
    if not dist.is_dir():
        print(f"no release in {dist}: the pages offer no downloads (nox -s release makes one)")
        dist = None
    if not options.bundles.is_dir():
        print("no bundled scripts: the pages have no search and no interactive charts (npm ci; node build.mjs)")
    start = time.perf_counter()
    try:
        place = Place(options.address.rstrip("/"), options.issues)
        built = Site(record, place, options.output, moment(ROOT), Given(dist, options.bundles)).build()
    except (MissingWordError, FileNotFoundError, RuntimeError) as error:
        print(f"no pages: {error}", file=sys.stderr)
        return 1
    total = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    name, largest = built.largest
    print(f"{built.pages:,} pages in {time.perf_counter() - start:.1f} s; largest {name} with {largest:,} bytes")
    print(f"{total / 1e6:.1f} MB in {options.output}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pages", description=__doc__)
    parser.add_argument(
        "--dist", type=Path, metavar="DIR", help="release to download (default: the one of this version in dist)"
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build" / "site", metavar="DIR", help="where the site goes"
    )
    parser.add_argument(
        "--address", default="", metavar="URL", help="where it will stand: without it, no canonical links"
    )
    parser.add_argument(
        "--issues", default="", metavar="URL", help="page that opens an issue: without it, reports are letters"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--bundles", type=Path, default=ROOT / "build" / "bundles", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
