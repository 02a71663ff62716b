"""What people read: findings in a terminal, in a workflow and on a page, whatever stands in the cells."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checks.findings import LISTED_PER_CODE, Finding, Report
from checks.output import github, html, markdown, text

NASTY = '<script>alert("x")</script> | `a` [b](http://c) \x1b[31m\u202e\n::error::x'


def finding(**changes: object) -> Finding:
    facts: dict[str, object] = {
        "code": "PRN001",
        "severity": "error",
        "file": "data/figures.csv",
        "line": 67,
        "key": "F-0066",
        "field": "value",
        "got": "exact 49900",
        "expected": "what the evidence prints: 49,800 hectares",
        "fix": "correct value, bounds or qualifier in data/figures.csv, or printed in data/evidence.csv",
    }
    return Finding(**{**facts, **changes})  # type: ignore[arg-type]


def report(*found: Finding) -> Report:
    result = Report(list(found), {"tables": 19, "rows": 3896}, {"data/figures.csv": 1310}, ["not checked: a text"])
    result.sort()
    return result


def test_what_is_not_listed_is_counted_by_its_severity() -> None:
    some = report(finding(), finding(code="JMP001", severity="warning"))
    some.unlisted.update({"PRN001": 4, "JMP001": 2})
    assert some.verdict == "NOT OK: 5 errors, 3 warnings, 0 info"


def test_text_names_a_file_once_and_each_fact_of_a_finding() -> None:
    told = text.as_text(report(finding(), finding(line=1200, key="F-1199"), finding(file="data/units.csv", line=None)))
    lines = told.splitlines()
    assert lines[0] == "data/figures.csv"
    assert lines[1] == '    67  PRN001  F-0066 value: got "exact 49900", expected what the evidence'
    assert lines[2] == "                prints: 49,800 hectares"
    assert lines[3].startswith("                fix: correct value")
    assert told.count("fix: ") == 3
    assert [line for line in lines if line.startswith("data/")] == [
        "data/figures.csv",
        "data/units.csv",
        "data/figures.csv      1,310         2",
    ]
    assert lines[-1] == "NOT OK: 3 errors, 0 warnings, 0 info"


@pytest.mark.parametrize("width", [text.NARROWEST, 80, text.WIDEST])
def test_text_keeps_to_its_width(width: int) -> None:
    told = text.as_text(report(finding(got="x" * 500, expected="y " * 300 + "z" * 300)), width=width)
    assert max(map(len, told.splitlines())) <= width


def test_text_shows_what_cannot_be_printed_as_an_escape() -> None:
    told = text.as_text(report(finding(key=NASTY, got=NASTY, expected=NASTY, file=NASTY, fix=NASTY)))
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert not re.search(r"^::", told, re.MULTILINE)
    assert "\\x1b[31m\\u202e" in told


def test_text_is_coloured_on_request_alone() -> None:
    plain, coloured = text.as_text(report(finding())), text.as_text(report(finding()), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31mPRN001\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain


def test_colour_is_for_terminals_without_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert text.wants_colour()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not text.wants_colour()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert not text.wants_colour()


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("400", text.WIDEST), ("3", text.NARROWEST)])
def test_width_is_that_of_columns_within_bounds(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert text.terminal_width() == width


def test_findings_are_capped_per_code_and_the_rest_is_counted() -> None:
    many = report(*(finding(line=n) for n in range(2, LISTED_PER_CODE + 9)), finding(code="PRN002"))
    told = text.as_text(many)
    assert told.count("PRN001  ") == LISTED_PER_CODE
    assert "... and 7 more of PRN001" in told
    assert "PRN002  " in told
    assert github.as_github(many).count("::error ") == LISTED_PER_CODE + 1
    assert "... and 7 more of PRN001" in github.as_github(many)
    assert html.as_html(many).count("<li><span") == LISTED_PER_CODE + 1
    assert "<li>7 more of PRN001</li>" in html.as_html(many)


def test_annotation_is_one_line_with_its_place() -> None:
    (first, *_) = github.as_github(report(finding(got="50%\n::error::x", file="a,b:c.csv"))).splitlines()
    assert first.startswith("::error file=a%2Cb%3Ac.csv,line=67,title=PRN001::F-0066 value: got ")
    assert "50%25\\n::error::x" in first
    assert github.as_github(report(finding(severity="info"))).startswith("::notice ")
    assert github.as_github(report(finding(severity="warning", line=None))).startswith(
        "::warning file=data/figures.csv,title="
    )


def test_summary_is_grouped_by_file_and_no_cell_makes_markup() -> None:
    told = github.markdown_summary(report(finding(), finding(file="data/units.csv", got=NASTY, key=NASTY)))
    assert told.startswith("## Checks: NOT OK: 2 errors")
    assert "### data/figures.csv\n\n| line | code | what | fix |\n" in told
    rows = [line for line in told.splitlines() if "PRN001" in line]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [5, 5]
    assert not re.search(r"(?<!\\)[<`\[]", rows[1])


def test_summary_stays_below_the_size_that_github_takes() -> None:
    found = [finding(code=f"X{n:03}", line=m, expected="é" * 2000) for n in range(60) for m in range(40)]
    told = github.markdown_summary(report(*found))
    assert told.count("| X0") == github.LISTED
    assert f"{60 * 40 - github.LISTED:,} in all are not shown" in told
    assert len(told.encode()) < 1024 * 1024


def test_summary_is_written_where_the_workflow_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    github.write_step_summary(report())
    github.write_step_summary(report())
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").count("## Checks: ok: 0 errors") == 2


def test_code_spans_hold_backticks() -> None:
    assert markdown.code("a``b\nc") == "```a``b c```"
    assert markdown.code("`") == "`` ` ``"


class Outline(HTMLParser):
    """Elements, ids, links and headings of a page; a tag left open or closed twice is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.levels: list[int] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        values = dict(attrs)
        self.attributes |= values.keys()
        self.ids += [values["id"] or ""] if "id" in values else []
        self.targets |= {values["href"] or ""} if "href" in values else set()
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    assert found.open == []
    return found


def test_page_stands_alone_and_its_links_lead_somewhere() -> None:
    page = html.as_html(report(finding(), finding(file="data/units.csv", severity="info"), finding(code="LEX003")))
    found = outline(page)
    assert not {"script", "img", "link", "iframe", "form"} & found.names
    assert not {"src", "onclick", "style"} & found.attributes
    assert "://" not in page
    assert found.targets == {"#PRN001", "#LEX003", "#data-figures-csv", "#data-units-csv"}
    assert found.targets == {f"#{name}" for name in found.ids}
    assert len(found.ids) == len(set(found.ids))
    assert found.levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(found.levels, found.levels[1:], strict=False))
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page


def test_page_escapes_whatever_a_cell_says() -> None:
    page = html.as_html(report(finding(key=NASTY, field=NASTY, got=NASTY, expected=NASTY, fix=NASTY, file=NASTY)))
    assert "script" not in outline(page).names
    assert "&lt;script&gt;alert(" in page


def test_page_of_a_clean_package_says_so() -> None:
    page = html.as_html(report())
    assert '<p class="verdict ok">ok: 0 errors, 0 warnings, 0 info</p>' in page
    assert outline(page).targets == set()
