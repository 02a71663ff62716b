"""Addresses that stay: releases laid out as static files, ``python -m release.addresses DIST ... --site DIR``.

Each release lies in ``vX.Y.Z/`` for good; ``latest/`` is a copy of the newest. ``feed.xml`` (Atom) tells of each
release with the SHA-256 of its sums, which pins it, and ``status.json`` what is newest and what was replaced by what.
The same releases give the same bytes, in whatever order they come; a release that is there never gets other bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from andean_coca import edtf, tables, verify
from release.descriptor import write_json
from release.states import Version, parse_version, write_version

ATOM = "http://www.w3.org/2005/Atom"
FEED, STATUS, LATEST = "feed.xml", "status.json", "latest"


class RefusedError(ValueError):
    """A release is not laid out; the message says which, and why."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release in a folder: what its metadata say."""

    folder: Path
    version: Version
    title: str
    maker: str
    day: str

    @property
    def name(self) -> str:
        """Its version as it is written."""
        return write_version(self.version)

    @property
    def pin(self) -> str:
        """SHA-256 of its sums: whoever knows it takes no other byte."""
        return verify.sha256(self.folder / verify.SUMS)


def read(folder: Path) -> Release:
    """Read what a release says of itself.

    Raises:
        RefusedError: it does not.
    """
    try:
        head = json.loads((folder / "datapackage.json").read_bytes())
        issued = json.loads((folder / "datacite.json").read_bytes())["dates"][0]["date"]
        return Release(folder, parse_version(head["version"]), head["title"], head["contributors"][0]["title"], issued)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise RefusedError(f"{folder}: is no release: {error!r}") from None


def lay_out(dists: Sequence[Path], site: Path, address: str, signers: Path | None = None) -> list[Release]:
    """Add releases to a static folder, and write anew what tells of all; return all, newest first.

    Args:
        dists: folders of releases, each of which must verify; one without a signature may.
        site: the static folder, with the releases that are already there.
        address: where it will be served, such as ``https://example.org/coca``.
        signers: public keys to hold signatures against, as of ``verify``.

    Raises:
        RefusedError: a release does not verify, or its version is there with other bytes; nothing is written then.
    """
    coming = [read(dist) for dist in dists]
    for release in coming:
        if refused := verify.verify(release.folder, signers, unsigned=True).refused:
            raise RefusedError(f"{release.name} does not verify: {refused[0]}")
        there = site / f"v{release.name}" / verify.SUMS
        if there.is_file() and there.read_bytes() != (release.folder / verify.SUMS).read_bytes():
            raise RefusedError(f"{release.name} is there with other bytes; a version never changes")
    for release in coming:
        # A signature or an attestation may still come to a release that is there.
        _copy(release.folder, site / f"v{release.name}")
    found = [read(folder) for folder in site.glob("v*") if folder.is_dir()]
    if not found:
        raise RefusedError("there is no release to lay out")
    found.sort(key=lambda release: release.version, reverse=True)
    shutil.rmtree(site / LATEST, ignore_errors=True)
    _copy(found[0].folder, site / LATEST)
    (site / FEED).write_text(feed(found, address.rstrip("/")), encoding="utf-8", newline="\n")
    write_json(site / STATUS, status(found))
    return found


def _copy(folder: Path, to: Path) -> None:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def feed(releases: Sequence[Release], address: str) -> str:
    """Return the Atom feed of releases, newest first."""
    Xml.register_namespace("", ATOM)
    newest = releases[0]
    root = Xml.Element(f"{{{ATOM}}}feed")
    _element(root, "title", newest.title)
    _element(root, "id", f"{address}/")
    _element(root, "link", rel="self", href=f"{address}/{FEED}")
    _element(root, "updated", f"{max(release.day for release in releases)}T00:00:00Z")
    _element(_element(root, "author"), "name", newest.maker)
    for release in releases:
        entry = _element(root, "entry")
        _element(entry, "title", f"{release.title} {release.name}")
        _element(entry, "id", f"{address}/v{release.name}/")
        _element(entry, "link", rel="alternate", href=f"{address}/v{release.name}/")
        _element(entry, "updated", f"{release.day}T00:00:00Z")
        _element(entry, "summary", f"SHA-256 of SHA256SUMS: {release.pin}")
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _element(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element


def status(releases: Sequence[Release]) -> dict[str, Any]:
    """Return what a program asks before it reads: the newest version, how far its data go, and what was replaced."""
    newest = releases[0]
    return {
        "version": newest.name,
        "released": newest.day,
        "last_data_date": last_data_date(newest),
        "address": f"v{newest.name}/",
        "sha256sums": newest.pin,
        "versions": [release.name for release in releases],
        "deprecations": [*_deprecations(releases)],
    }


def last_data_date(release: Release) -> str:
    """The last day, up to that of the release, on which a document of the record was surely published."""
    published = (row["published"] for row in tables.read_file(release.folder / "data" / "sources.csv")[1])
    days = (edtf.parse(text).end for text in published if text)
    return max((day.isoformat() for day in days if day and day.isoformat() <= release.day), default="")


def _deprecations(releases: Sequence[Release]) -> Iterator[dict[str, str]]:
    """Versions with a newer one, and rows that were taken out with the row that took their place (blank if none)."""
    newest = releases[0]
    for release in releases[1:]:
        yield {"kind": "version", "what": release.name, "since": newest.name, "successor": newest.name}
    graves = newest.folder / "data" / "tombstones.csv"
    for row in tables.read_file(graves)[1] if graves.is_file() else ():
        yield {
            "kind": "row",
            "what": f"{row['table']}[{row['id']}]",
            "since": row["version"],
            "successor": row["successor"],
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay releases out; exit 1 if one is refused."""
    parser = argparse.ArgumentParser(prog="python -m release.addresses", description=__doc__)
    parser.add_argument("dists", type=Path, nargs="*", metavar="DIST", help="folders of releases")
    parser.add_argument("--site", type=Path, required=True, metavar="DIR", help="the static folder")
    parser.add_argument("--address", required=True, metavar="URL", help="where it will be served")
    parser.add_argument("--signers", type=Path, metavar="FILE", help="public keys (allowed_signers)")
    options = parser.parse_args(arguments)
    try:
        releases = lay_out(options.dists, options.site, options.address, options.signers)
    except (RefusedError, verify.UnreadableError) as error:
        print(f"not laid out: {error}", file=sys.stderr)
        return 1
    print(f"{len(releases)} releases in {options.site}, newest {releases[0].name}, pinned by {releases[0].pin}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
