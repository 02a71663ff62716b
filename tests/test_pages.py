"""The site as files: every link leads somewhere, nothing in it is run or fetched, and the same bytes come out twice."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

import pytest
from conftest import Released
from planting import EPOCH, ROOT

from andean_coca import tables
from pages import site as sites
from pages.model import FOLDERS, Record
from pages.render import POLICY, Place
from pages.site import Built, Given, Site
from pages.words import LANGUAGES, MissingWordError

PLANTED = "<script>alert('a title')</script>"
KEPT = 15  # one in so many figures of the official record
OUTSIDE = ("https:", "http:", "mailto:", "data:")
EMPTY = frozenset({"meta", "link", "img", "br", "source", "input", "hr"})


class Reduced(NamedTuple):
    """A site of a part of the record, with a script planted in a title, and what it was made from."""

    root: Path
    output: Path
    built: Built


def reduce(root: Path) -> None:
    """Leave out most figures of the official record, and every row that then refers to nothing."""
    descriptor = json.loads((root / "datapackage.json").read_bytes())
    schemas = {r["name"]: json.loads((root / r["schema"]).read_bytes()) for r in descriptor["resources"]}
    paths = {r["name"]: root / r["path"] for r in descriptor["resources"]}
    rows = {name: tables.read_file(path)[1] for name, path in paths.items()}
    rows["figures"] = [r for i, r in enumerate(rows["figures"]) if i < 108 or i % KEPT == 0]
    rows["sources"][3]["title"] = PLANTED
    before = 0
    while before != (before := sum(map(len, rows.values()))):
        for name, schema in schemas.items():
            for key in schema.get("foreignKeys", []):
                to = key["reference"]
                there = {tuple(r[c] for c in to["fields"]) for r in rows[to["resource"] or name]}
                wanted = [tuple(r[c] for c in key["fields"]) for r in rows[name]]
                pairs = zip(rows[name], wanted, strict=True)
                rows[name] = [r for r, cells in pairs if not all(cells) or cells in there]
    for name, path in paths.items():
        schema = schemas[name]
        tables.write_file(path, [f["name"] for f in schema["fields"]], rows[name], schema["primaryKey"])


def copy_of(target: Path) -> Path:
    """The package of this checkout, reduced, in a new folder."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, target / name)
    for name in ("datapackage.json", "CHANGELOG.md"):
        shutil.copyfile(ROOT / name, target / name)
    (target / "changes.d").mkdir()
    reduce(target)
    return target


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, released: Released) -> Reduced:
    root = copy_of(tmp_path_factory.mktemp("small") / "package")
    output = root.parent / "site"
    bundles = root.parent / "bundles"
    bundles.mkdir()
    for name in ("site.js", "explore.js", "explore.css", "charts.js"):
        (bundles / name).write_text("", encoding="utf-8")
    (bundles / "licences.json").write_text('[{"name": "a", "version": "1", "licence": "MIT", "text": "b"}]')
    made = Site(Record(root), Place(), output, EPOCH, Given(released.target, bundles)).build()
    return Reduced(root, output, made)


class Read(HTMLParser):
    """What tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.inline: list[str] = []
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style") and data.strip():
            kind = next(a.get("type") for t, a in reversed(self.tags) if t == self.open[-1])
            if kind != "application/ld+json":
                self.inline.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="session")
def read(small: Reduced) -> dict[Path, Read]:
    return {path: Read(path.read_text(encoding="utf-8")) for path in sorted(small.output.rglob("*.html"))}


def links(page: Read) -> Iterator[str]:
    for _, attributes in page.tags:
        for name in ("href", "src", "srcset"):
            if attributes.get(name):
                yield str(attributes[name])


def test_every_internal_link_leads_to_a_file_and_a_place_in_it(small: Reduced, read: dict[Path, Read]) -> None:
    ids = {path: {a["id"] for _, a in page.tags if "id" in a} for path, page in read.items()}
    broken = set()
    for path, page in read.items():
        assert len(ids[path]) == sum("id" in a for _, a in page.tags), f"{path}: an id stands twice"
        for link in links(page):
            if link.startswith(OUTSIDE):
                continue
            to, fragment = urldefrag(unquote(link))
            target = (path.parent / to).resolve() if to else path
            if not target.is_file() or (fragment and target.suffix == ".html" and fragment not in ids[target]):
                broken.add((str(path.relative_to(small.output)), link))
    assert not broken, sorted(broken)[:20]


def test_pages_load_nothing_from_elsewhere_and_run_nothing_that_stands_in_them(read: dict[Path, Read]) -> None:
    for path, page in read.items():
        policies = [a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
        assert policies == [POLICY], path
        assert not page.inline, path
        assert not page.all("style"), path
        for tag, attributes in page.tags:
            assert "style" not in attributes, path
            assert not any(name.startswith("on") for name in attributes), path
            if tag in ("script", "img", "source", "iframe", "link") and attributes.get("rel") != "canonical":
                for name in ("src", "href", "srcset"):
                    assert not str(attributes.get(name) or "").startswith(("http", "//")), path


def test_pages_have_landmarks_one_heading_and_a_way_past_the_navigation(small: Reduced, read: dict[Path, Read]) -> None:
    for path, page in read.items():
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1, path
        assert page.all("html")[0]["lang"] in LANGUAGES
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path
        if path.parent != small.output:
            assert page.all("a")[0] == {"class": "skip", "href": "#main"}, path
            assert len(page.all("header")) == len(page.all("footer")) == 1, path
            assert all(a.get("aria-label") for a in page.all("nav")), path
        for image in page.all("img"):
            assert image["alt"], path


def test_every_row_has_its_page_in_both_languages(small: Reduced) -> None:
    record = Record(small.root)
    for language in LANGUAGES:
        there = {p.relative_to(small.output / language) for p in (small.output / language).rglob("*.html")}
        for name, folder in FOLDERS.items():
            rows = {Path(folder, f"{next(iter(row.values()))}.html") for row in record.tables[name]}
            assert rows <= there
    in_en, in_es = (
        {p.relative_to(small.output / lang) for p in (small.output / lang).rglob("*.html")} for lang in LANGUAGES
    )
    assert in_en == in_es
    assert small.built.pages == 2 * len(in_en)


def test_a_title_that_is_a_script_is_text(small: Reduced, read: dict[Path, Read]) -> None:
    record = Record(small.root)
    key = next(row["source_id"] for row in record.tables["sources"] if row["title"] == PLANTED)
    page = small.output / "en" / "sources" / f"{key}.html"
    assert "&lt;script&gt;alert(&#39;a title&#39;)&lt;/script&gt;" in page.read_text(encoding="utf-8")
    for path in [
        *read,
        *(small.output / "data").glob("*.js"),
        *small.output.rglob("*.svg"),
        *small.output.rglob("*.xml"),
    ]:
        assert "<script>" not in path.read_text(encoding="utf-8"), path


def test_drawings_are_well_formed_and_name_themselves(small: Reduced) -> None:
    drawings = sorted((small.output / "charts").glob("*.svg"))
    assert {path.name.split(".")[1] for path in drawings} == set(LANGUAGES)
    for path in drawings:
        root = ET.parse(path).getroot()
        assert root.find("{*}title") is not None, path
        assert root.find("{*}desc") is not None, path


def test_data_for_scripts_are_the_rows_of_the_tables(small: Reduced) -> None:
    record = Record(small.root)
    for language in LANGUAGES:
        text = (small.output / "data" / f"figures.{language}.js").read_text(encoding="utf-8")
        data = json.loads(text.partition("coca.figures=")[2].rstrip(";\n"))
        rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
        assert [row["figure_id"] for row in rows] == [row["figure_id"] for row in record.tables["figures"]]
        for ours, theirs in zip(rows, record.tables["figures"], strict=True):
            assert [ours[c] for c in ("value", "period_start", "period_end")] == [
                theirs[c] for c in ("value", "period_start", "period_end")
            ]
            codes = data["codes"]
            assert codes["place"].get(ours["place"], "") == theirs["place_id"]
            assert codes["claimed_by"].get(ours["claimed_by"], "") == theirs["claimed_by"]
            assert codes["source"][ours["source"]] == record.evidence_of(theirs)["source_id"]


def test_the_overview_describes_the_dataset_and_its_downloads(small: Reduced) -> None:
    html = (small.output / "en" / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    value = json.loads(found[1])
    assert value["@type"] == "Dataset"
    assert {one["name"].rpartition(".")[2] for one in value["distribution"]} == {"zip", "xlsx", "sqlite", "parquet"}
    for one in value["distribution"]:
        path = small.output / "en" / one["contentUrl"]
        assert f"{path.stat().st_size} B" == one["contentSize"]
        assert one["sha256"] in html


def test_feeds_are_atom(small: Reduced) -> None:
    for name in ("feed.xml", "es/feed.xml"):
        root = ET.parse(small.output / name).getroot()
        entries = root.findall("{http://www.w3.org/2005/Atom}entry")
        assert root.tag == "{http://www.w3.org/2005/Atom}feed"
        assert entries
        for entry in entries:
            link = entry.find("{http://www.w3.org/2005/Atom}link")
            assert link is not None
            assert (small.output / name).parent.joinpath(urldefrag(link.attrib["href"])[0]).is_file()


def test_the_same_bytes_come_out_twice(small: Reduced, tmp_path: Path, released: Released) -> None:
    """With another folder, and an address: nothing but what names the address differs."""
    bundles = small.root.parent / "bundles"
    place = Place("https://example.org/coca", "https://example.org/issues/new")
    Site(Record(small.root), place, tmp_path / "site", EPOCH, Given(released.target, bundles)).build()
    first = {p.relative_to(small.output): p for p in sorted(small.output.rglob("*")) if p.is_file()}
    second = {p.relative_to(tmp_path / "site"): p for p in sorted((tmp_path / "site").rglob("*")) if p.is_file()}
    assert second.keys() - first.keys() == {Path("sitemap.xml")}
    for name, path in first.items():
        ours, theirs = path.read_bytes(), second[name].read_bytes()
        if ours != theirs:
            assert b"https://example.org/" in theirs, name
            assert path.suffix in (".html", ".xml"), name
    page = second[Path("es/figures/F-0066.html")].read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/coca/es/figures/F-0066.html">' in page
    assert "https://example.org/issues/new?title=Error%20en%20F-0066" in page
    assert "example.org" not in first[Path("es/figures/F-0066.html")].read_text(encoding="utf-8")


def test_no_page_is_larger_than_slow_lines_bear(tmp_path: Path) -> None:
    site = Site(Record(ROOT), Place(), tmp_path / "site", EPOCH)
    sizes = {path: len(html.encode()) for path, html in site.rendered(site.prepare())}
    assert max(sizes.values()) <= sites.PAGE
    assert sum(sizes.values()) <= sites.WHOLE - 10_000_000  # left for downloads, drawings and scripts
    assert len(sizes) > 3_400


def test_a_site_over_its_limits_is_told() -> None:
    assert not Built(1, sites.WHOLE, ("en/a.html", sites.PAGE)).over
    assert len(Built(1, sites.WHOLE + 1, ("en/a.html", sites.PAGE + 1)).over) == 2


def test_a_row_that_was_taken_out_keeps_its_address(small: Reduced, tmp_path: Path) -> None:
    record = Record(small.root)
    told = {"reason_code": "duplicate", "reason_en": "Another row.", "reason_es": "Otra fila.", "successor": "F-0066"}
    record.tables["tombstones"] = [{"table": "figures", "id": "F-9999", "version": "9.0.0"} | told]
    site = Site(record, Place(), tmp_path / "site", EPOCH)
    pages = dict(site.rendered(site.prepare()))
    assert 'href="../figures/F-0066.html"' in pages["en/figures/F-9999.html"]
    assert "Otra fila." in pages["es/figures/F-9999.html"]


def test_a_label_missing_in_one_language_stops_the_build(small: Reduced, tmp_path: Path) -> None:
    record = Record(small.root)
    place = dict(record.row("places", "P-0003"), label_es="")
    record.tables["places"] = [place if row["place_id"] == "P-0003" else row for row in record.tables["places"]]
    with pytest.raises(MissingWordError, match="P-0003"):
        Site(record, Place(), tmp_path / "site", EPOCH)
    assert not (tmp_path / "site").exists()
