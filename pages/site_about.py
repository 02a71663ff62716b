"""The pages about the record itself, and the files that machines read: description, feed, map of the site."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from andean_coca.citation import STYLES, cited, document
from pages import files, model_reference, sentences
from pages import sentences_numbers as numbers
from pages.files import Download
from pages.model import Record
from pages.render import Page, Place, address
from pages.words import LANGUAGES, Words
from release.artefacts import schema_org
from release.artefacts.source import Source
from release.descriptor import released

ROOT = Path(__file__).resolve().parent.parent
NEWEST = 40  # revisions that the feed tells


def about(record: Record, output: Path, downloads: Sequence[Download], sums: str, words: Words) -> Iterator[Page]:
    """Yield the pages about the record itself.

    Args:
        record: the record.
        output: the folder of the site, in which the licences of its scripts lie if it has any.
        downloads: what can be downloaded.
        sums: SHA-256 of the sums of the release; blank without one.
        words: the language.
    """
    contexts: dict[str, dict[str, Any]] = {
        "dictionary": {"tables": model_reference.dictionary(record, words)},
        "checks": {"groups": model_reference.checks(record, words)},
        "mutation": model_reference.mutation(ROOT / "mutants", words),
        "changes": {"versions": model_reference.changes(record, words)},
        "cite": _cite(record),
        "pin": {"sums": sums, "files": [[one.name, files.size(one.bytes, words), one.sha256] for one in downloads]},
        "licences": _licences(output, words),
    }
    for name, context in contexts.items():
        yield Page(f"{name}.html", f"{name}.html", words(f"nav.{name}"), name, context, words("site.what"))


def _cite(record: Record) -> dict[str, Any]:
    key = record.tables["figures"][-1]["figure_id"]
    row = record.row("figures", key)
    one = cited(record.descriptor, key, document(record.source_of(row), record.evidence_of(row)))
    whole = cited(record.descriptor, "")
    return {"whole": {name: style(whole) for name, style in STYLES.items()}, "row": STYLES["plain"](one), "key": key}


def _licences(output: Path, words: Words) -> dict[str, Any]:
    bundled = output / "assets" / "licences.json"
    texts = {"licences.code": "LICENSE", "licences.data": "LICENSE-DATA"}
    return {
        "ours": [
            {"title": words(key), "text": (ROOT / name).read_text(encoding="utf-8")} for key, name in texts.items()
        ],
        "boundaries": (ROOT / "pages" / "charts" / "boundaries.md").read_text(encoding="utf-8"),
        "packages": json.loads(bundled.read_bytes()) if bundled.is_file() else [],
    }


def dataset(record: Record, place: Place, downloads: Sequence[Download], epoch: int, words: Words) -> dict[str, Any]:
    """Return the description that dataset search engines read, its distribution the files to download."""
    # Below the folder of the language, as the page is that it stands in.
    root = f"{place.address}/" if place.address else "../"
    value = schema_org.describe(Source(record.root, released(record.root), epoch))
    kinds = {"csv": "application/zip", "sqlite": "application/vnd.sqlite3", "parquet": "application/vnd.apache.parquet"}
    kinds["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    value["description"] = words("site.what")
    value["inLanguage"] = list(LANGUAGES)
    value["distribution"] = [
        {
            "@type": "DataDownload",
            "name": one.name,
            "contentUrl": root + one.path,
            "encodingFormat": kinds[one.format],
            "contentSize": f"{one.bytes} B",
            "sha256": one.sha256,
        }
        for one in downloads
    ]
    return value | ({"url": f"{place.address}/{words.language}/index.html"} if place.address else {})


def feed(record: Record, place: Place, epoch: int, words: Words) -> dict[str, Any]:
    """Return what fills ``feed.xml``: this release, and the newest revisions of published numbers."""
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    version = record.release.version
    here = f"{place.address}/{words.language}/" if place.address else ""
    entries = [
        {
            "id": _urn(f"version {version}"),
            "title": words("feed.release", version=version),
            "text": words("feed.release.told", n=len(record.rows("changes", "version", version))),
            "updated": moment,
            "href": f"{here}changes.html#v{version}",
        }
    ]
    dated = [row for row in record.revisions if row["known_from"]]
    dated.sort(key=lambda row: (row["known_from"], row["figure_id"]), reverse=True)
    for row in dated[:NEWEST]:
        figure = record.row("figures", row["figure_id"])
        unit = record.row("indicators", figure["indicator_id"])["base_unit_id"]
        told = {"before": numbers.number(row["previous_value"], words.language)}
        told["after"] = numbers.in_unit(row["value"], unit, words)
        entries.append(
            {
                "id": _urn(f"revision {row['figure_id']}"),
                "title": words("feed.revision", what=sentences.short(record, figure, words), **told),
                "text": f"{sentences.figure(record, figure, words)}.",
                "updated": f"{row['known_from']}T00:00:00Z",
                "href": here + address(row["figure_id"]),
            }
        )
    return {
        "t": words,
        "lang": words.language,
        "entries": entries,
        "updated": moment,
        "id": _urn(f"feed {words.language}"),
    }


def _urn(text: str) -> str:
    """A permanent identifier that needs no host."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'andean-coca {text}')}"
