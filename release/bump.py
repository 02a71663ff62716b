"""Which version a difference asks for: one ordered table of rules, from what breaks readers to what nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from release import rules_of_rows, rules_of_schema
from release.differences import Difference
from release.found import Found
from release.states import Version

LEVELS = ("NONE", "PATCH", "MINOR", "MAJOR")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, the level that it asks for, what it says, an example, and what finds its causes."""

    name: str
    level: str
    says: str
    example: str
    find: Callable[[Difference], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that asks for a level: by which rule, and where (blank for the package or a whole table)."""

    rule: str
    level: str
    table: str
    key: str
    column: str
    told: str


@dataclass(frozen=True, slots=True)
class Bump:
    """The level that a difference asks for, with all that causes it, and what that makes of the declared versions."""

    level: str
    causes: list[Cause]
    old: Version
    new: Version

    @property
    def smallest(self) -> Version:
        """The smallest version that the new state may declare."""
        return raised(self.old, self.level)

    @property
    def skips(self) -> bool:
        """Whether the declared version leaves out one that comes before it."""
        return self.new > self.old and self.new not in followers(self.old)

    @property
    def allowed(self) -> bool:
        """Whether the new state may declare the version that it does."""
        if self.level == "NONE":
            return self.new == self.old
        return self.new >= self.smallest and not self.skips


def raised(version: Version, level: str) -> Version:
    """Return the version after one, raised by a level; below 1.0.0 a minor number stands for MAJOR and MINOR."""
    major, minor, patch = version
    if level == "MAJOR" and major:
        return major + 1, 0, 0
    if level in ("MAJOR", "MINOR"):
        return major, minor + 1, 0
    return (major, minor, patch + 1) if level == "PATCH" else version


def followers(version: Version) -> set[Version]:
    """Return every version that may come next; from below 1.0.0 that is also 1.0.0 itself."""
    return {raised(version, level) for level in LEVELS[1:]} | {(version[0] + 1, 0, 0)}


def bump(difference: Difference) -> Bump:
    """Return the level that a difference asks for, and each of its causes, in order of the rules."""
    causes = [Cause(rule.name, rule.level, *found) for rule in RULES for found in rule.find(difference)]
    seen = {cause.table for cause in causes}
    causes += [
        Cause(FORMATTING.name, FORMATTING.level, *found)
        for found in FORMATTING.find(difference)
        if found.table not in seen
    ]
    level = max((cause.level for cause in causes), key=LEVELS.index, default="NONE")
    return Bump(level, causes, difference.old.version, difference.new.version)


def _rule(name: str, level: str, says: str, example: str) -> Rule:
    found = rules_of_rows.FINDERS.get(name) or rules_of_schema.finder(name)
    return Rule(name, level, says, example, found)


_TABLE = (
    ("package_renamed", "MAJOR", "The package has another name", "`andean-coca` becomes `coca-record`"),
    ("licence_changed", "MAJOR", "The licence of the package or of a table changed", "CC BY 4.0 becomes CC BY-NC 4.0"),
    ("file_removed", "MAJOR", "A file that a release promised is gone", "a release no longer holds `LICENSE-DATA`"),
    ("table_removed", "MAJOR", "A table is gone", "`speakers` is taken out"),
    ("table_renamed", "MAJOR", "A table has another name", "`actors` becomes `speakers_and_bodies`"),
    ("path_changed", "MAJOR", "A table or its schema lies at another path", "`data/units.csv` becomes `data/unit.csv`"),
    ("format_changed", "MAJOR", "A table is written in another way", "its delimiter becomes a semicolon"),
    ("column_removed", "MAJOR", "A column is gone", "`sources.author` is taken out"),
    ("column_renamed", "MAJOR", "A column has another name and the same cells", "`period` becomes `year`"),
    ("column_inserted", "MAJOR", "A new column is not the last", "`code` is put in before `label_en`"),
    ("column_reordered", "MAJOR", "Columns stand in another order", "`label_es` comes before `label_en`"),
    ("type_changed", "MAJOR", "A column has another type or format", "`value` becomes text"),
    ("unit_changed", "MAJOR", "A column has another unit", "`start` counts bytes, no longer code points"),
    ("key_changed", "MAJOR", "A table has another primary key", "the key of `conflicts` is `figure_id` alone"),
    ("foreign_key_changed", "MAJOR", "References are added, dropped or lead elsewhere", "`place_id` points to `areas`"),
    ("missing_values_changed", "MAJOR", "Another sign stands for missing", "`NA` means missing, too"),
    ("became_nullable", "MAJOR", "A column that was always filled may be blank", "`value_min` is no longer required"),
    ("enum_value_removed", "MAJOR", "A code is no longer allowed", "`guess` leaves the list of `claim_type`"),
    ("pattern_changed", "MAJOR", "A pattern became another one", "`F-[0-9]{4,}` becomes `F-[0-9]+`"),
    ("constraint_tightened", "MAJOR", "Cells that were allowed are refused", "the longest note falls from 300 to 200"),
    (
        "constraint_loosened",
        "MAJOR",
        "Cells that no reader expects are allowed",
        "the lowest `start` falls from 0 to -1",
    ),
    ("row_gone", "MAJOR", "A row is gone, and no tombstone says why", "`F-0066` is deleted"),
    ("id_reused", "MAJOR", "An id stands for something else", "`P-0003` is Bolivia, no longer Peru"),
    ("column_rewritten", "MAJOR", "A column changed in a fifth of the rows or more", "20 of 100 values are new"),
    (
        "column_rescaled",
        "MAJOR",
        "Numbers of a column changed by one common factor",
        "tons become kilograms: all x 1000",
    ),
    ("file_added", "MINOR", "A release promises another file", "a release holds `CITATION.cff`, too"),
    ("table_added", "MINOR", "A table is new", "`text_lines` is added"),
    ("column_added", "MINOR", "A last column is new", "`evidence.end_column` is added"),
    ("row_added", "MINOR", "A row is new", "`F-1311` is added"),
    (
        "row_tombstoned",
        "MINOR",
        "A row is gone, and a tombstone says why",
        "`F-0066` was no figure, says its tombstone",
    ),
    ("enum_widened", "MINOR", "A code is new in a list", "`satellite` joins the list of `claim_type`"),
    ("value_corrected", "MINOR", "A cell changed, and the changes say why", "`F-0066` has 49800, no longer 49900"),
    ("value_unexplained", "MINOR", "A cell changed without a reason: not publishable", "the same, and no entry"),
    ("prose_changed", "PATCH", "Prose of a row reads differently", "a note has a comma more"),
    ("text_changed", "PATCH", "Titles, descriptions, examples or keywords changed", "a column is described better"),
)
RULES = tuple(_rule(*line) for line in _TABLE)
# What no other rule speaks for, last: so nothing that differs is ever NONE.
FORMATTING = Rule(
    "formatting",
    "PATCH",
    "Bytes differ that say the same",
    "a cell loses quotes that it did not need",
    rules_of_rows.formatting,
)


def rules_as_markdown() -> str:
    """The rules as the table that VERSIONING.md holds."""
    lines = ["| rule | asks for | says | example |", "|---|---|---|---|"]
    lines += [f"| `{r.name}` | {r.level} | {r.says} | {r.example} |" for r in (*RULES, FORMATTING)]
    return "\n".join(lines)
