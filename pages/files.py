"""Files of the site that are no pages: downloads, data for scripts, drawings, the feed and the map of the site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from andean_coca import tables
from pages import charts, sentences
from pages import sentences_dates as dates
from pages import sentences_numbers as numbers
from pages.charts import Chart
from pages.model import Record, Row
from pages.words import Words
from release.descriptor import sha256

# Formats of a release that people download, each with the end of its files' names; Parquet is a file a table.
FORMATS = {"csv": ".zip", "xlsx": ".xlsx", "sqlite": ".sqlite"}
SCRIPT_WORDS = Path(__file__).parent / "npm" / "words.csv"
# In the dark, drawings that stand in an image take a light text; within a page they take its colour.
INK = "<style>svg{color:#1a1a1a}@media(prefers-color-scheme:dark){svg{color:#eceae6}}</style>"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download: its format, its path in the site, its bytes and its SHA-256."""

    format: str
    path: str
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]


def write(output: Path, path: str, text: str) -> None:
    """Write a text file of the site."""
    target = output / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def downloads(dist: Path, output: Path) -> list[Download]:
    """Copy the formats of a release into the site; return what they are.

    Raises:
        FileNotFoundError: the folder holds no release with all of them.
    """
    found = [(kind, path) for kind, end in FORMATS.items() for path in sorted(dist.glob(f"andean-coca-*{end}"))]
    found += [("parquet", path) for path in sorted((dist / "parquet").glob("*.parquet"))]
    if {kind for kind, _ in found} != {*FORMATS, "parquet"}:
        raise FileNotFoundError(f"{dist} has no release with {', '.join([*FORMATS, 'parquet'])}")
    made = []
    for kind, path in found:
        inside = f"downloads/{'parquet/' if kind == 'parquet' else ''}{path.name}"
        (output / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, output / inside)
        made.append(Download(kind, inside, path.stat().st_size, sha256(path)))
    return made


def rows_of_series(record: Record) -> Iterator[tuple[str, str]]:
    """Yield path and text of a CSV file with the figures of each series."""
    header = list(record.tables["figures"][0])
    for series in record.tables["series"]:
        rows = record.rows("figures", "series_id", series["series_id"])
        text = tables.serialise(header, [[row[name] for name in header] for row in rows])
        yield f"downloads/rows/{series['series_id']}.csv", text


def script(name: str, value: Any, key: str = "") -> str:
    """Return a script that gives a value to other scripts, as ``coca[name]`` or ``coca[name][key]``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    begin = "window.coca=window.coca||{};"
    if key:
        return f"{begin}coca.{name}=coca.{name}||{{}};coca.{name}[{json.dumps(key)}]={text};\n"
    return f"{begin}coca.{name}={text};\n"


def drawn(chart: Chart) -> dict[str, str]:
    """Return the files of a chart, by path: its drawing, wide and narrow, and the specification for scripts."""
    name = f"{chart.name}.{chart.language}"
    spec: dict[str, Any] = {"spec": chart.spec, "narrow": chart.narrow}
    spec |= {"years": chart.years} if chart.years else {}
    return {
        f"charts/{name}.svg": _inked(charts.svg(chart)),
        f"charts/{name}.narrow.svg": _inked(charts.svg(chart, narrow=True)),
        f"data/chart-{name}.js": script("charts", spec, name),
    }


def _inked(drawing: str) -> str:
    """Give a drawing the colours that it takes when it stands in a file of its own."""
    return drawing.replace("<title", f"{INK}<title", 1)


class Coded:
    """Labels of the columns that can be filtered, each with the id that stands for it in an address."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.codes: dict[str, dict[str, str]] = {name: {} for name in columns}

    def __call__(self, column: str, label: str, key: str) -> str:
        """Return the label to show: two ids never share one."""
        if key:
            label = label if self.codes[column].setdefault(label, key) == key else f"{label} ({key})"
            self.codes[column][label] = key
        return label


def figures(record: Record, words: Words) -> dict[str, Any]:
    """Return every figure as the table of the explorer shows it."""
    coded = Coded(("qualifier", "indicator", "place", "claimed_by", "claim_type", "source", "usable_as", "series"))
    return {
        "rows": [list(cells.values()) for cells in (figure(record, r, words, coded) for r in record.tables["figures"])]
    } | {
        "columns": list(figure(record, record.tables["figures"][0], words, coded)),
        "codes": coded.codes,
    }


def figure(record: Record, row: Row, words: Words, coded: Coded) -> dict[str, str]:
    """Return the cells of a figure by column, worded in a language."""

    def label(column: str, table: str, key: str) -> str:
        return coded(column, words.of(record.row(table, key)), key) if key else ""

    source = record.source_of(row)
    return {
        "figure_id": row["figure_id"],
        "sentence": sentences.figure(record, row, words),
        "value": row["value"],
        "value_low": row["value_low"],
        "value_high": row["value_high"],
        "qualifier": coded("qualifier", words.code("figures", "qualifier", row["qualifier"]), row["qualifier"]),
        "unit": words.of(record.row("units", row["unit_id"])) if row["unit_id"] else "",
        "indicator": label("indicator", "indicators", row["indicator_id"]),
        "place": label("place", "places", row["place_id"]),
        "period": dates.when(row["period"], words),
        "claimed_by": label("claimed_by", "actors", row["claimed_by"]),
        "claim_type": coded("claim_type", words.code("figures", "claim_type", row["claim_type"]), row["claim_type"]),
        "source": coded("source", source["title"], source["source_id"]),
        "published": dates.when(source["published"], words),
        "usable_as": coded("usable_as", words.code("figures", "usable_as", row["usable_as"]), row["usable_as"]),
        "series": label("series", "series", row["series_id"]),
        "period_start": row["period_start"],
        "period_end": row["period_end"],
    }


def events(record: Record, words: Words) -> dict[str, Any]:
    """Return every event as the table of the timeline shows it."""
    coded = Coded(("place", "type", "status"))
    rows = []
    for row in record.tables["events"]:
        sources = dict.fromkeys(
            record.row("sources", record.row("evidence", one["evidence_id"])["source_id"])["title"]
            for one in record.rows("event_reports", "event_id", row["event_id"])
        )
        place = words.of(record.row("places", row["place_id"]))
        kind = words.of(record.row("event_types", row["event_type"]))
        rows.append(
            {
                "event_id": row["event_id"],
                "title": words.of(row, "title"),
                "date": dates.when(row["date"], words),
                "date_start": row["date_start"],
                "date_end": row["date_end"],
                "place": coded("place", place, row["place_id"]),
                "type": coded("type", kind, row["event_type"]),
                "status": coded("status", words.code("events", "status", row["status"]), row["status"]),
                "sources": "; ".join(sources),
            }
        )
    return {"columns": list(rows[0]), "rows": [list(row.values()) for row in rows], "codes": coded.codes}


def size(count: int, words: Words) -> str:
    """Return a number of bytes in words."""
    if count < 1000:
        return words("bytes", n=count)
    unit, power = ("kB", 1e3) if count < 1e6 else ("MB", 1e6)
    return f"{numbers.rounded(count / power, 1, words.language)} {unit}"


def words_of_scripts(language: str) -> dict[str, str]:
    """Return the words that scripts put into the page."""
    return {row["key"]: row[language] for row in tables.read_file(SCRIPT_WORDS)[1]}
