"""The whole site: every page in both languages, and the files beside them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from andean_coca.citation import STYLES, cited, document
from pages import files, model_figure, model_index, model_lists
from pages.files import Download
from pages.model import Record, Row
from pages.render import HERE, Page, Place, Renderer, address
from pages.words import LANGUAGES, MissingWordError, Words, gaps


@dataclass(frozen=True, slots=True)
class Built:
    """What was written: files and bytes by kind, and the largest page."""

    pages: int
    bytes: int
    largest: tuple[str, int]


class Site:
    """Everything that one build of the site knows.

    Args:
        record: the record.
        place: where it will stand.
        output: the folder that it is written into; what was there is gone.
        dist: folder of the release to download; none is offered without it.
        bundles: folder with the bundled scripts; the pages do without if there is none.

    Raises:
        MissingWordError: a label is missing in a language.
    """

    def __init__(
        self, record: Record, place: Place, output: Path, dist: Path | None = None, bundles: Path | None = None
    ) -> None:
        missing = gaps(record.tables, record.schemas)
        if missing:
            raise MissingWordError("\n".join(missing))
        self.record, self.place, self.output, self.dist, self.bundles = record, place, output, dist, bundles

    def build(self) -> Built:
        """Write the site."""
        if self.output.exists():
            shutil.rmtree(self.output)
        self.output.mkdir(parents=True)
        self._assets()
        self.downloads: list[Download] = files.downloads(self.dist, self.output) if self.dist else []
        renderer = Renderer(self.record, self.place, frozenset(p.name for p in (self.output / "assets").iterdir()))
        for path, text in files.rows_of_series(self.record):
            files.write(self.output, path, text)
        sizes: Counter[str] = Counter()
        for language in LANGUAGES:
            words = renderer.words[language]
            self._data(words)
            for page in self.pages(words, renderer):
                html = renderer.html(page, language)
                files.write(self.output, f"{language}/{page.path}", html)
                sizes[f"{language}/{page.path}"] = len(html.encode())
        return Built(len(sizes), sum(sizes.values()), sizes.most_common(1)[0])

    def pages(self, words: Words, renderer: Renderer) -> Iterator[Page]:
        """Yield every page in a language."""
        yield self._index(words)
        yield from self._lists(words)
        for row in self.record.tables["figures"]:
            context = model_figure.view(self.record, row, words) | self._of_row(row["figure_id"], row, words, renderer)
            sentence = context["sentence"]
            yield Page(
                address(row["figure_id"]),
                "figure.html",
                f"{row['figure_id']}: {context['short']}",
                "figures",
                context,
                sentence,
            )

    def _index(self, words: Words) -> Page:
        context = model_index.view(self.record, self.downloads, words) | {"charts": [], "dataset": {}}
        return Page("index.html", "index.html", words("overview.title"), "index", context, context["lead"])

    def _lists(self, words: Words) -> Iterator[Page]:
        for context in model_lists.figures(self.record, words):
            scripts = (f"data/figures.{words.language}.js", "assets/explore.js") if context["explore"] else ()
            yield self._list("figures", context["path"], context, scripts)
        timeline = (f"data/events.{words.language}.js", "assets/explore.js")
        yield self._list("events", "events.html", model_lists.events(self.record, words), timeline)
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
        return {"cite": styles, "report": renderer.report(key, words), "chart": None}

    def _assets(self) -> None:
        target = self.output / "assets"
        if self.bundles and self.bundles.is_dir():
            shutil.copytree(self.bundles, target)
        target.mkdir(exist_ok=True)
        for path in sorted((HERE / "assets").iterdir()):
            shutil.copyfile(path, target / path.name)

    def _data(self, words: Words) -> None:
        for name, table in (("figures", files.figures), ("events", files.events)):
            files.write(self.output, f"data/{name}.{words.language}.js", files.script(name, table(self.record, words)))
