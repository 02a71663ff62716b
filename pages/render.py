"""Pages from templates: one environment, compiled once, and what every page of the site shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from pages.model import Record
from pages.words import LANGUAGES, Words

HERE = Path(__file__).parent
# No script or style stands in a page, none comes from elsewhere, and nothing is sent anywhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
# The folder of a row's page, by the letters of its id.
PAGES = {"F": "figures", "EV": "events", "SR": "series", "S": "sources", "P": "places"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one language: its address below the folder of the language, its template and what fills it.

    ``nav`` is the entry of the navigation that it belongs to, ``scripts`` lie in the folder of the site,
    ``styles`` among its assets.
    """

    path: str
    template: str
    title: str
    nav: str
    context: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site will stand, and where errors are reported; blank where nobody said."""

    address: str = ""
    issues: str = ""


class Renderer:
    """Turns pages into HTML.

    Args:
        record: the record that the pages show.
        place: where the site will stand.
        assets: names of the bundled scripts and styles that are there.
    """

    def __init__(self, record: Record, place: Place, assets: frozenset[str] = frozenset()) -> None:
        self.record, self.place, self.assets = record, place, assets
        self.words = {language: Words(language) for language in LANGUAGES}
        loader = jinja2.FileSystemLoader(HERE / "templates")
        self._environment = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals.update(
            policy=POLICY, head=record.descriptor, version=record.release.version, place=place
        )
        # Folders of the site are as deep as their paths have slashes.
        self._environment.filters.update(inline_json=inline_json, address=address)

    def html(self, page: Page, language: str) -> str:
        """Return a page in a language."""
        words = self.words[language]
        here = "../" * page.path.count("/")
        root = f"{here}../"
        other = next(one for one in LANGUAGES if one != language)
        # What loads last uses what was loaded before it: the words, then the data, then the code.
        scripts = [name for name in (*page.scripts, "assets/site.js") if not self._lacks(name)]
        scripts = [f"data/words.{language}.js", *scripts] if scripts else []
        shared = {
            "t": words,
            "lang": language,
            "other": other,
            "other_words": self.words[other],
            "here": here,
            "root": root,
            "page": page,
            "scripts": [root + name for name in scripts],
            "styles": [f"{root}assets/{name}" for name in ("site.css", *page.styles) if name in self.assets],
            "link": lambda key: here + address(key),
        }
        return self._environment.get_template(page.template).render(shared | dict(page.context)) + "\n"

    def _lacks(self, name: str) -> bool:
        return name.startswith("assets/") and name.removeprefix("assets/") not in self.assets

    def bare(self, template: str, **context: Any) -> str:
        """Return a file that belongs to no language."""
        return self._environment.get_template(template).render(context) + "\n"

    def report(self, key: str, words: Words) -> str:
        """Return the address that opens a report on a row: the given tracker, else a letter to nobody yet."""
        title = words("report.title", id=key, version=self.record.release.version)
        body = words("report.body", id=key, version=self.record.release.version)
        if self.place.issues:
            return f"{self.place.issues}?title={quote(title)}&body={quote(body)}"
        return f"mailto:?subject={quote(title)}&body={quote(body)}"


def address(key: str) -> str:
    """Return the address of a row's page below the folder of a language."""
    return f"{PAGES[key.partition('-')[0]]}/{key}.html"


def inline_json(value: Any) -> Markup:
    """Return JSON that may stand in an HTML element: nothing in it can close the element."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 -- escaped
