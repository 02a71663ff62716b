"""Evidence against the texts: what a wrong position, hash, line or phrase is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from planting import open_planted, plant

from checks import package
from checks.texts import check_texts, find_texts

FAULTS = {
    "start shifted by one": ("EVD002", "evidence[E-0159].start = 1"),
    "hash changed": ("EVD002", "evidence[E-0159].span_sha256 = " + "0" * 64),
    "span beyond the text": ("EVD002", "evidence[E-0159].end = 99999"),
    "line changed": ("EVD003", "evidence[E-0159].line = 19"),
    "phrase changed": ("EVD004", "evidence[E-0159].printed = down from some other recent weeks"),
    "length of the text changed": ("EVD005", "sources[S-0004].text_characters = 8121"),
}


def test_every_span_agrees_with_its_text(shipped: package.Package, texts: Path) -> None:
    found, held = check_texts(shipped, open_planted(shipped), find_texts(texts))
    assert found == []
    table = shipped.tables["evidence"].rows
    kind = table.header.index("locator_kind")
    assert held == sum(row[kind] == "text_span" for row in table.rows)


@pytest.mark.parametrize("name", FAULTS)
def test_wrong_evidence_is_found(shipped: package.Package, texts: Path, name: str) -> None:
    code, edit = FAULTS[name]
    changed = plant(shipped, edit)
    found, _ = check_texts(changed, open_planted(changed), find_texts(texts))
    assert code in {f.code for f in found}
    assert all(f.severity == "error" and f.line and f.key for f in found)


def test_missing_text_is_a_note(shipped: package.Package, tmp_path: Path) -> None:
    found, held = check_texts(shipped, open_planted(shipped), find_texts(tmp_path))
    assert held == 0
    assert {(f.code, f.severity) for f in found} == {("EVD001", "info")}
    assert len(found) == 5


def test_texts_are_found_by_hash_under_any_name(shipped: package.Package, texts: Path, tmp_path: Path) -> None:
    for number, path in enumerate(texts.glob("*.txt")):
        (tmp_path / "deep").mkdir(exist_ok=True)
        (tmp_path / "deep" / f"{number}.bin").write_bytes(path.read_bytes())
    found, held = check_texts(shipped, open_planted(shipped), find_texts(tmp_path))
    assert (found, held > 0) == ([], True)


def test_no_sentence_of_a_source_stands_in_the_project(shipped: package.Package, texts: Path) -> None:
    """No nine words in a row of any text stand in any file of the project."""
    import re
    import subprocess

    from planting import ROOT

    word = re.compile(r"[a-z0-9]+")
    runs = set()
    for path in texts.glob("*.txt"):
        words = word.findall(path.read_text(encoding="utf-8").lower())
        runs |= {tuple(words[i : i + 9]) for i in range(len(words) - 8)}
    # The title of a document is part of its citation and often of its address, not a sentence of it.
    table = shipped.tables["sources"].rows
    for row in table.rows:
        words = word.findall(row[table.header.index("title")].lower())
        runs -= {tuple(words[i : i + 9]) for i in range(len(words) - 8)}
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        words = word.findall((ROOT / name).read_bytes().decode("utf-8", "replace").lower())
        copied = [words[i : i + 9] for i in range(len(words) - 8) if tuple(words[i : i + 9]) in runs]
        assert not copied, f"{name} repeats {' '.join(copied[0])}"
