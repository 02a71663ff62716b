"""Questions to the tables of figures and events: drawn with a seed, answered by SQL and by the page."""

from __future__ import annotations

import functools
import json
import random
import re
import sqlite3
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .looking import SITE

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEED = 20181109
# Filters of the address, each with the column that SQL compares; `years` and `q` come beside them.
FACETS = {
    "figures": {
        "place": "place_id",
        "indicator": "indicator_id",
        "agency": "claimed_by",
        "type": "claim_type",
        "source": "source_id",
    },
    "events": {"place": "place_id", "type": "event_type"},
}
SPANS = {"figures": ("period_start", "period_end"), "events": ("date_start", "date_end")}
ROWS = {
    "figures": "SELECT f.*, e.source_id FROM figures f JOIN evidence e USING (evidence_id) ORDER BY f.rowid",
    "events": "SELECT * FROM events ORDER BY rowid",
}
HELPING = {*("value value_low value_high period_start period_end date_start date_end".split())}


def fold(text: str) -> str:
    """Text without case and accents."""
    bare = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.category(c).startswith("M"))
    return "".join(bare).lower()


def told(kind: str, language: str) -> list[dict[str, str]]:
    """The rows of a data script of the site, by column."""
    text = (SITE / "data" / f"{kind}.{language}.js").read_text(encoding="utf-8")
    data = json.loads(text.partition(f"coca.{kind}=")[2].rstrip(";\n"))
    return [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]


@functools.cache
def released(kind: str, language: str) -> sqlite3.Connection:
    """The SQLite file that the site offers, with a view ``asked``: its rows and the words that a page shows of each."""
    (path,) = (SITE / "downloads").glob("*.sqlite")
    store = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    store.row_factory = sqlite3.Row
    store.execute("CREATE TEMP TABLE shown (id TEXT PRIMARY KEY, words TEXT)")
    key = f"{kind[:-1]}_id"
    rows = [(one[key], fold("\n".join(v for c, v in one.items() if c not in HELPING))) for one in told(kind, language)]
    store.executemany("INSERT INTO shown VALUES (?, ?)", rows)
    select = ROWS[kind]
    store.execute(
        f"CREATE TEMP VIEW asked AS SELECT a.*, shown.words FROM ({select}) a JOIN shown ON shown.id = a.{key}"
    )
    return store


@dataclass
class Query:
    """What a reader asks of a table."""

    kind: str
    language: str
    filters: dict[str, list[str]] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    q: str = ""

    @property
    def used(self) -> set[str]:
        """The fields that it uses."""
        years = {"years"} if self.first is not None or self.last is not None else set()
        return {*self.filters, *years, *({"q"} if self.q else set())}

    @property
    def fragment(self) -> str:
        """The query as an address holds it."""
        parts = [f"{key}={','.join(ids)}" for key, ids in self.filters.items()]
        parts += [f"{key}={year}" for key, year in (("from", self.first), ("to", self.last)) if year is not None]
        return "#" + "&".join([*parts, *([f"q={quote(self.q)}"] if self.q else [])])

    def rows(self) -> list[sqlite3.Row]:
        """What SQL finds, in the order of the record."""
        start, end = SPANS[self.kind]
        where, values = ["1"], []
        for key, ids in self.filters.items():
            where.append(f"{FACETS[self.kind][key]} IN ({', '.join('?' * len(ids))})")
            values += ids
        if self.first is not None:
            where.append(f"coalesce({end}, {start}) >= ?")
            values.append(f"{self.first}-01-01")
        if self.last is not None:
            where.append(f"coalesce({start}, {end}) <= ?")
            values.append(f"{self.last}-12-31")
        for one in fold(self.q).split():
            where.append("instr(words, ?)")
            values.append(one)
        store = released(self.kind, self.language)
        return store.execute(f"SELECT * FROM asked WHERE {' AND '.join(where)}", values).fetchall()

    def ids(self) -> list[str]:
        """The ids that SQL finds."""
        return [row[f"{self.kind[:-1]}_id"] for row in self.rows()]


def _word(row: sqlite3.Row, drawing: random.Random) -> str:
    """Part of a word that the page shows of a row, written as some readers would."""
    word = drawing.choice(re.findall(r"[^\W\d_]{5,}", row["words"]))
    return drawing.choice((word, word.upper(), word[: max(4, len(word) - 2)], word.title().replace("n", "ñ", 1)))


def drawn(kind: str, count: int) -> list[Query]:
    """Draw queries that a row of the record answers (but for some in whose words a letter has an accent too many).

    Each field is used in turn, with up to two others; languages alternate.
    """
    drawing = random.Random(f"{SEED} {kind}")
    fields = [*FACETS[kind], "years", *(["q"] if kind == "figures" else [])]
    queries = []
    for n in range(count):
        query = Query(kind, ("en", "es")[n % 2])
        rows = released(kind, query.language).execute("SELECT * FROM asked").fetchall()
        row, other = drawing.choice(rows), drawing.choice(rows)
        for name in {fields[n % len(fields)], *drawing.sample(fields, drawing.randint(0, 2))}:
            _ask(query, name, row, other, drawing)
        queries.append(query)
    return queries


def _ask(query: Query, name: str, row: sqlite3.Row, other: sqlite3.Row, drawing: random.Random) -> None:
    if name == "years":
        known = next((row[one] for one in SPANS[query.kind] if row[one]), "2005")
        year = int(known[:4])
        query.first = drawing.choice((None, year, year - drawing.randint(0, 5)))
        query.last = year + drawing.randint(0, 3) if query.first is None else drawing.choice((None, year, year + 2))
    elif name == "q":
        query.q = " ".join(_word(row, drawing) for _ in range(drawing.choice((1, 1, 2))))
    else:
        column = FACETS[query.kind][name]
        both = [row[column], *([other[column]] if drawing.random() < 0.3 else [])]
        if row[column]:
            query.filters[name] = list(dict.fromkeys(filter(None, both)))


SEEN = """() => {
  const ids = [];
  const next = document.querySelectorAll('.pager button')[2];
  for (;;) {
    ids.push(...[...document.querySelectorAll('.explore-rows tbody th a')].map((link) => link.textContent));
    if (next.closest('[hidden]') || next.getAttribute('aria-disabled') === 'true') break;
    next.click();
  }
  return {ids, count: document.querySelector('.explore .count').textContent};
}"""


def ask(page: Page, query: Query, by_hand: bool) -> None:
    """Put a query to an open table, by the address or by its controls."""
    if not by_hand:
        page.evaluate("fragment => { location.hash = fragment; }", query.fragment)
        page.wait_for_function("fragment => location.hash.length > 1 || fragment === '#'", arg=query.fragment)
        page.evaluate("new Promise((done) => setTimeout(done))")
        return
    for key, ids in query.filters.items():
        for one in ids:
            page.select_option(f"#explore-{key}", one)
    for name, value in (("from", query.first), ("to", query.last), ("q", query.q)):
        if value:
            page.fill(f"#explore-{name}", str(value))


def seen(page: Page) -> tuple[list[str], int]:
    """The ids on all pages of the table, and the count that the page tells."""
    answer: dict[str, Any] = page.evaluate(SEEN)
    count = re.search(r"\d[\d,.\u202f]*", answer["count"])
    return answer["ids"], int(re.sub(r"\D", "", count[0])) if count else -1
