"""The whole site: every page in both languages, and the files beside them."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from andean_coca import verify
from andean_coca.citation import STYLES, cited, document
from pages import charts, files, model_claims, model_figure, model_index, model_lists, model_rows
from pages.charts import Chart
from pages.files import Download
from pages.model import Record, Row
from pages.render import HERE, Page, Place, Renderer, address
from pages.site_about import about, dataset, feed
from pages.words import LANGUAGES, MissingWordError, Words, gaps
from release.descriptor import sha256

ROWS: dict[str, Callable[[Record, Row, Words], dict[str, Any]]] = {
    "figures": model_figure.view,
    "events": model_rows.event,
    "series": model_rows.series,
    "sources": model_rows.source,
    "places": model_rows.place,
}


PAGE, WHOLE = 300_000, 60_000_000  # bytes that a page and the site may have


@dataclass(frozen=True, slots=True)
class Built:
    """What was written: the number of pages, the bytes of the whole site, and the largest page."""

    pages: int
    bytes: int
    largest: tuple[str, int]

    @property
    def over(self) -> list[str]:
        """What is larger than readers on slow lines should have to load, in words."""
        told = [f"{self.largest[0]} has {self.largest[1]:,} of {PAGE:,} bytes"] if self.largest[1] > PAGE else []
        return told + ([f"the site has {self.bytes:,} of {WHOLE:,} bytes"] if self.bytes > WHOLE else [])


@dataclass(frozen=True, slots=True)
class Given:
    """What was made before: the folder of the release to download, and that of the bundled scripts."""

    dist: Path | None = None
    bundles: Path | None = None


NOTHING = Given()


class Site:
    """Everything that one build of the site knows.

    Args:
        record: the record.
        place: where it will stand.
        output: the folder that it is written into; what was there is gone.
        epoch: moment of the release, in Unix seconds.
        given: what was made before.

    Raises:
        MissingWordError: a label is missing in a language.
    """

    def __init__(self, record: Record, place: Place, output: Path, epoch: int, given: Given = NOTHING) -> None:
        missing = gaps(record.tables, record.schemas)
        if missing:
            raise MissingWordError("\n".join(missing))
        self.record, self.place, self.output, self.given = record, place, output, given
        self.epoch = epoch
        self.sums = sha256(given.dist / verify.SUMS) if given.dist else ""

    charts: dict[str, Chart]
    downloads: list[Download]

    def build(self) -> Built:
        """Write the site."""
        renderer = self.prepare()
        sizes: Counter[str] = Counter()
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            # Drawing takes longer than all the rest: both languages at the same time, while the pages are written.
            drawings = [pool.submit(draw, self.record.root, language, self.output) for language in LANGUAGES]
            for path, html in self.rendered(renderer):
                files.write(self.output, path, html)
                sizes[path] = len(html.encode())
            self._bare(renderer, sorted(sizes))
            for drawing in drawings:
                drawing.result()
        whole = sum(path.stat().st_size for path in self.output.rglob("*") if path.is_file())
        return Built(len(sizes), whole, sizes.most_common(1)[0])

    def prepare(self) -> Renderer:
        """Empty the folder and put into it what pages load and offer; return what renders them."""
        if self.output.exists():
            shutil.rmtree(self.output)
        self.output.mkdir(parents=True)
        self._assets()
        given = self.given.dist
        self.downloads = files.downloads(given, self.output) if given else []
        renderer = Renderer(self.record, self.place, frozenset(p.name for p in (self.output / "assets").iterdir()))
        for path, text in files.rows_of_series(self.record):
            files.write(self.output, path, text)
        for words in renderer.words.values():
            self._data(words)
        return renderer

    def rendered(self, renderer: Renderer) -> Iterator[tuple[str, str]]:
        """Yield path and text of every page in both languages."""
        for language, words in renderer.words.items():
            self.charts = {one.name: one for one in charts.all_charts(self.record.tables, language)}
            for page in self.pages(words, renderer):
                yield f"{language}/{page.path}", renderer.html(page, language)

    def pages(self, words: Words, renderer: Renderer) -> Iterator[Page]:
        """Yield every page in a language."""
        yield self._index(words)
        yield from self._lists(words)
        yield from self._charted(words)
        yield from about(self.record, self.output, self.downloads, self.sums, words)
        yield from self._gone(words)
        for name, view in ROWS.items():
            template = "figure.html" if name == "figures" else "row.html"
            for row in self.record.tables[name]:
                key = next(iter(row.values()))
                context = view(self.record, row, words) | self._of_row(key, row, words, renderer)
                yield Page(address(key), template, f"{key}: {context['short']}", name, context, context["told"])

    def _gone(self, words: Words) -> Iterator[Page]:
        """Pages of rows that were taken out: an address that was given once is never lost."""
        for row in self.record.tables.get("tombstones", []):
            if row["table"] in ROWS:
                context = {"row": row, "why": words.of(row, "reason")}
                context["kind"] = words.code("tombstones", "reason_code", row["reason_code"])
                title = words("gone.title", id=row["id"], version=row["version"])
                yield Page(address(row["id"]), "gone.html", title, row["table"], context, title)

    def _index(self, words: Words) -> Page:
        shown = [self.charts[name] for name in ("overview-area", "overview-production") if name in self.charts]
        context = model_index.view(self.record, self.downloads, words) | {"charts": shown}
        context["dataset"] = dataset(self.record, self.place, self.downloads, self.epoch, words)
        return Page("index.html", "index.html", words("overview.title"), "index", context, context["lead"])

    def _charted(self, words: Words) -> Iterator[Page]:
        """Pages that stand on charts: claims, revisions and the map."""
        claims = model_claims.claims(self.record, words)
        pictures: dict[str, Chart | None] = defaultdict(lambda: None, self.charts)
        yield Page(
            "claims.html", "claims.html", claims["title"], "claims", claims | {"charts": pictures}, claims["lead"]
        )
        lead = words("revisions.lead", n=len(self.record.revisions))
        tables = model_claims.revisions(self.record, words)
        revised = {"tables": tables, "lead": lead, "charts": pictures}
        yield Page("revisions.html", "revisions.html", words("revisions.title"), "revisions", revised, lead)
        maps = [chart for name, chart in self.charts.items() if name.startswith("map-")]
        yield Page("map.html", "map.html", words("map.title"), "map", {"maps": maps}, words("map.lead"))

    def _lists(self, words: Words) -> Iterator[Page]:
        for context in model_lists.figures(self.record, words):
            scripts = (f"data/figures.{words.language}.js", "assets/explore.js") if context["explore"] else ()
            yield self._list("figures", context["path"], context, scripts)
        timeline = (f"data/events.{words.language}.js", "assets/explore.js")
        events = model_lists.events(self.record, words) | {"chart": self.charts.get("timeline")}
        yield self._list("events", "events.html", events, timeline)
        for name, view in (
            ("series", model_lists.series),
            ("sources", model_lists.sources),
            ("places", model_lists.places),
        ):
            yield self._list(name, f"{name}.html", view(self.record, words))

    @staticmethod
    def _list(nav: str, path: str, context: dict[str, Any], scripts: tuple[str, ...] = ()) -> Page:
        styles = ("explore.css",) if scripts else ()
        shown = {"chart": None, "pages": []} | context
        return Page(path, "list.html", context["title"], nav, shown, context["lead"], scripts, styles=styles)

    def _of_row(self, key: str, row: Row, words: Words, renderer: Renderer) -> dict[str, Any]:
        """What every page of a row has: its citations and where an error in it is reported."""
        at = f"{self.place.address}/{words.language}/{address(key)}" if self.place.address else ""
        behind = ""
        if "evidence_id" in row:
            behind = document(self.record.source_of(row), self.record.evidence_of(row))
        elif "document_type" in row:
            behind = document(row)
        told = cited(self.record.descriptor, key, behind, at)
        styles = {name: style(told) for name, style in STYLES.items()}
        shared = {"cite": styles, "report": renderer.report(key, words)}
        if key.startswith("SR-"):
            return shared | {"charts": [one for name in (f"series-{key}",) if (one := self.charts.get(name))]}
        chart = self.charts.get(f"claim-{key}") or self.charts.get(f"series-{row.get('series_id', '')}")
        return shared | ({"chart": chart} if key.startswith("F-") else {})

    def _assets(self) -> None:
        target = self.output / "assets"
        if self.given.bundles and self.given.bundles.is_dir():
            shutil.copytree(self.given.bundles, target)
        target.mkdir(exist_ok=True)
        for path in sorted((HERE / "assets").iterdir()):
            shutil.copyfile(path, target / path.name)

    def _bare(self, renderer: Renderer, paths: list[str]) -> None:
        """Files that belong to no language: the choice of one, the page for what is not there, feeds and the map."""
        for name, text, root in (("index", "site.what", ""), ("404", "missing.text", self.place.address)):
            said = [
                {"lang": words.language, "text": words(text), "go": words("choice.go")}
                for words in renderer.words.values()
            ]
            title = " · ".join(
                words("missing.title" if name == "404" else "site.name") for words in renderer.words.values()
            )
            page = renderer.bare("bare.html", languages=said, title=title, root=f"{root}/" if root else "")
            files.write(self.output, f"{name}.html", page)
        for path, language in (("feed.xml", "en"), ("es/feed.xml", "es")):
            context = feed(self.record, self.place, self.epoch, renderer.words[language])
            if language == "en" and not self.place.address:
                context["entries"] = [one | {"href": f"en/{one['href']}"} for one in context["entries"]]
            at = f"{self.place.address}/{path}" if self.place.address else ""
            author = self.record.descriptor["contributors"][0]["title"]
            files.write(self.output, path, renderer.bare("feed.xml", self_href=at, author=author, **context))
        if self.place.address:
            sitemap = renderer.bare("sitemap.xml", paths=["index.html", *paths], address=self.place.address)
            files.write(self.output, "sitemap.xml", sitemap)

    def _data(self, words: Words) -> None:
        told = files.script("words", files.words_of_scripts(words.language))
        files.write(self.output, f"data/words.{words.language}.js", told)
        for name, table in (("figures", files.figures), ("events", files.events)):
            files.write(self.output, f"data/{name}.{words.language}.js", files.script(name, table(self.record, words)))


def draw(root: Path, language: str, output: Path) -> None:
    """Write the drawings of a language, and the specifications that scripts draw."""
    for chart in charts.all_charts(charts.read(root), language):
        for path, text in files.drawn(chart).items():
            files.write(output, path, text)
