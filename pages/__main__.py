"""Render the published pages from the checked package."""

from __future__ import annotations

import argparse
import filecmp
import shutil
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
from release.artefacts.source import UnfaithfulError
from release.build import build, commit, moment

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
    if not options.bundles.is_dir():
        print("no bundled scripts: the pages have no search and no interactive charts (npm ci; node build.mjs)")
    try:
        dist = _release(record, options.dist)
        start = time.perf_counter()
        place = Place(options.address.rstrip("/"), options.issues)
        built = Site(record, place, options.output, moment(ROOT), Given(dist, options.bundles)).build()
    except (MissingWordError, OSError, RuntimeError, UnfaithfulError) as error:
        print(f"no pages: {error}", file=sys.stderr)
        return 1
    name, largest = built.largest
    print(f"{built.pages:,} pages in {time.perf_counter() - start:.1f} s; largest {name} with {largest:,} bytes")
    print(f"{built.bytes / 1e6:.1f} MB in {options.output}")
    for line in built.over:
        print(f"too large: {line}", file=sys.stderr)
    return 1 if built.over else 0


def _release(record: Record, given: Path | None) -> Path:
    """The folder of the release to download, built into ``build/`` where none is there.

    Raises:
        FileNotFoundError: it holds other tables than the pages show, or lacks some.
    """
    name = f"andean-coca-{record.release.version}"
    dist = given or ROOT / "dist" / name
    if not given and not dist.is_dir():
        dist = ROOT / "build" / name
        print(f"no release in dist: it is built into {dist.relative_to(ROOT)}, and not proven", flush=True)
        shutil.rmtree(dist, ignore_errors=True)
        dist.parent.mkdir(exist_ok=True)
        build(record.root, dist, moment(ROOT), commit=commit(ROOT))
    for resource in record.release.resources.values():
        if not filecmp.cmp(dist / resource["path"], record.root / resource["path"], shallow=False):
            raise FileNotFoundError(f"{dist} has another {resource['path']}: build the release anew (nox -s release)")
    return dist


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pages", description=__doc__)
    parser.add_argument(
        "--dist",
        type=Path,
        metavar="DIR",
        help="release to download (default: the one of this version in dist, or built)",
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
