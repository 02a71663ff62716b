"""The notes of a release: fragments of ``changes.d/`` folded into a section of ``CHANGELOG.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

KINDS = {"data": "Data", "reader": "Reader", "check": "Checks and tools"}
_AGAINST = "Against "


@dataclass(frozen=True, slots=True)
class Notes:
    """The text of the changelog, and the fragments that are not in it yet, by file name."""

    changelog: str
    fragments: dict[str, str]

    def section(self, version: str) -> str:
        """What the changelog says of a version; blank if it says nothing."""
        found = re.search(rf"^## {re.escape(version)}\n(.*?)(?=^## |\Z)", self.changelog, re.MULTILINE | re.DOTALL)
        return found.group(1).strip() if found else ""


def read(root: Path) -> Notes:
    """Return the notes of a checkout."""
    files = sorted((root / "changes.d").glob("*.*.md"))
    return Notes(
        (root / "CHANGELOG.md").read_text(encoding="utf-8"), {p.name: p.read_text(encoding="utf-8") for p in files}
    )


def folded(notes: Notes, version: str, against: str) -> str:
    """Return the changelog with every fragment in the section of a version, which may be there already.

    ``against`` is the sentence that says what the version is against the one before.

    Raises:
        ValueError: a fragment is of an unknown kind, or empty.
    """
    groups = _groups(notes.section(version))
    for name, text in notes.fragments.items():
        kind = name.removesuffix(".md").rpartition(".")[2]
        if kind not in KINDS or not text.strip():
            raise ValueError(f"changes.d/{name} has no text, or is of none of the kinds {', '.join(KINDS)}")
        line = "- " + " ".join(text.split())
        if line not in groups[KINDS[kind]]:
            groups[KINDS[kind]].append(line)
    told = [f"### {group}\n\n" + "\n".join(lines) for group, lines in groups.items() if lines]
    section = f"## {version}\n\n" + "\n\n".join(filter(None, [against, *told])) + "\n"
    rest = notes.changelog
    if old := notes.section(version):
        rest = rest.replace(f"## {version}\n\n{old}\n", "").rstrip("\n") + "\n"
    head, mark, past = rest.partition("\n## ")
    return head.rstrip("\n") + "\n\n" + section + (mark + past if mark else "")


def _groups(section: str) -> dict[str, list[str]]:
    """The lines of a section by the title above them."""
    groups: dict[str, list[str]] = {title: [] for title in KINDS.values()}
    title = ""
    for line in section.splitlines():
        if line.startswith("### "):
            title = line.removeprefix("### ")
        elif line.strip() and title:
            groups.setdefault(title, []).append(line)
    return groups
