"""The checks that are built in: those on files, cells and schemas. Rules and suites add their own."""

from __future__ import annotations

from dataclasses import dataclass

from checks.findings import Finding


@dataclass(frozen=True, slots=True)
class Code:
    """A built-in check: its code, title, the advice that mends it, and how severe it is."""

    code: str
    title: str
    fix: str
    severity: str = "error"

    def finding(
        self,
        file: str,
        expected: str,
        *,
        line: int | None = None,
        key: str | None = None,
        field: str | None = None,
        got: str | None = None,
        fix: str | None = None,
    ) -> Finding:
        """Return a finding of this check at one place."""
        return Finding(self.code, self.severity, file, line, key, field, got, expected, fix or self.fix)


_ALL = (
    Code("PKG001", "The descriptor can be read", "put a datapackage.json, valid JSON in UTF-8, into the folder"),
    Code("PKG002", "Paths stay inside the package", "give a path below the package folder, such as data/figures.csv"),
    Code("PKG003", "Named files exist", "add the file, or take its entry out of datapackage.json"),
    Code("PKG004", "Schemas can be read", "mend the schema; every field needs a name and a known type"),
    Code("PKG005", "Every table of the record is there", "add the table and its resource to datapackage.json"),
    Code("PKG006", "Keys are spelt as the standard spells them", "mend or remove the key"),
    Code(
        "PKG007", "Every table file is described", "add a resource for the file to datapackage.json, or remove the file"
    ),
    Code("PKG008", "Rules could run", "mend the findings on the table first; its rules run then", "info"),
    Code("PKG009", "Rules can compute", "mend the other findings first; a value is out of every bound"),
    Code(
        "PKG010",
        "Hash, bytes and rows are those of the file",
        "take the file of this release, or build the release anew",
    ),
    Code("PKG011", "Rules only read", "mend the rule: a full header, then one SELECT on tables of the record"),
    Code(
        "PKG012",
        "Files keep within limits",
        "keep tables below 64 MB, 1,000,000 lines of 1 MB, 1,000 columns, cells of 32,767 characters; JSON below 4 MB",
    ),
    Code(
        "PKG013",
        "An archive is plain",
        "zip the package folder anew, without links, passwords or names that lead outside; or give the folder itself",
    ),
    Code("LEX001", "Files are UTF-8", "save the file as UTF-8"),
    Code("LEX002", "No byte order mark", "save the file as UTF-8 without a byte order mark"),
    Code("LEX003", "Lines end in LF", "save the file with Unix line ends (LF)"),
    Code(
        "LEX004", "The file is CSV", "separate cells by commas, close the quote, and double quotes inside quoted cells"
    ),
    Code(
        "LEX005", "The file is in canonical form", "write the line as expected; quotes only where needed, LF at the end"
    ),
    Code("LEX006", "Rows are sorted by key", "move the row to its place in the order of the key"),
    Code("LEX007", "No space at the edge of a cell", "remove the space"),
    Code("LEX008", "No control or invisible characters", "remove the character"),
    Code("LEX009", "Text is composed Unicode (NFC)", "write the letters with their accents as single characters"),
    Code("LEX010", "Letters are Latin", "replace the look-alike letter by the Latin one"),
    Code("LEX011", "No cell is a spreadsheet formula", "write the text without a leading = + - or @"),
    Code("SCH001", "Every column is there", "add the column, in the place that the schema gives it"),
    Code("SCH002", "No column is unknown", "remove the column, or add it to the schema"),
    Code("SCH003", "Columns stand in the order of the schema", "put the columns in the order of the schema"),
    Code(
        "SCH004", "Every row has as many cells as the header", "add or remove commas, or quote the cell that holds one"
    ),
    Code("SCH005", "The table has rows", "add the rows; an empty table says nothing"),
    Code("SCH101", "Required cells are filled", "fill the cell"),
    Code("SCH102", "Cells have their type", "write the value as the type asks; blank is the only sign for missing"),
    Code("SCH103", "Codes come from their list", "use a code of the list"),
    Code("SCH104", "Cells fit their pattern", "write the value as the pattern asks"),
    Code("SCH105", "Numbers lie within their bounds", "correct the number or its unit"),
    Code("SCH106", "Text has an allowed length", "shorten or complete the text"),
    Code("SCH107", "Unique cells are unique", "remove the double, or give it a value of its own"),
    Code("SCH108", "Keys are unique and filled", "give the row a new id, or remove the double row"),
    Code(
        "SCH109",
        "References point to a row",
        "correct the id, or add the row that it points to (git diff data/ shows a row removed by mistake)",
    ),
    Code(
        "EVD001",
        "The text of the source is there",
        "put the text into the folder of --sources; an editor or git that changed its line ends changed its hash",
        "info",
    ),
    Code(
        "EVD002",
        "The span is the one that was hashed",
        "correct start and end; take the hash anew only if they point to the right words",
    ),
    Code("EVD003", "The line is that of the span", "correct the line"),
    Code(
        "EVD004",
        "The printed phrase stands in the span",
        "correct start and end, or copy the phrase exactly from the text",
    ),
    Code("EVD005", "The length of the text is right", "correct text_characters"),
    Code("FRL001", "frictionless finds the package valid", "mend the cell or the schema that frictionless names"),
    Code(
        "DPK001", "The descriptor fits the Data Package 2.0 profile", "mend the descriptor or schema at the place named"
    ),
    Code("GXS001", "Every expectation of a suite was run", "mend the suite: its type or arguments are unknown"),
)
CODES: dict[str, Code] = {c.code: c for c in _ALL}
