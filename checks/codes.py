"""The checks that are built in: those on files, cells and schemas. Rules, suites and waivers have their own."""

from __future__ import annotations

from dataclasses import dataclass

from checks.findings import Finding


@dataclass(frozen=True, slots=True)
class Code:
    """A built-in check: its code, title, the advice that mends it, how severe it is, and what breaches it."""

    code: str
    title: str
    fix: str
    severity: str = "error"
    example: str = ""

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
    Code(
        "PKG001",
        "The descriptor can be read",
        "put a datapackage.json, valid JSON in UTF-8, into the folder",
        example="datapackage.json with a comma after the last entry",
    ),
    Code(
        "PKG002",
        "Paths stay inside the package",
        "give a path below the package folder, such as data/figures.csv",
        example='"path": "https://example.org/sources.csv"',
    ),
    Code(
        "PKG003",
        "Named files exist",
        "add the file, or take its entry out of datapackage.json",
        example="data/units.csv is gone, and datapackage.json still names it",
    ),
    Code(
        "PKG004",
        "Schemas can be read",
        "mend the schema; every field needs a name and a known type",
        example='a field of schemas/units.json has "type": "decimal"',
    ),
    Code(
        "PKG005",
        "Every table of the record is there",
        "add the table and its resource to datapackage.json",
        example="datapackage.json has no resource named units",
    ),
    Code(
        "PKG006",
        "Keys are spelt as the standard spells them",
        "mend or remove the key",
        example='"primarykey" instead of "primaryKey" in schemas/units.json',
    ),
    Code(
        "PKG007",
        "Every table file is described",
        "add a resource for the file to datapackage.json, or remove the file",
        example="data/more.csv, of which datapackage.json knows nothing",
    ),
    Code(
        "PKG008",
        "Rules could run",
        "mend the other findings first; its rules run then. If there is none, report it: a computation failed",
        "info",
        example="data/units.csv is empty, so no rule that reads units can run",
    ),
    Code(
        "PKG009",
        "Rules can compute",
        "mend the other findings first; a value is out of every bound",
        example="a value of 310 digits, too large for any number type",
    ),
    Code(
        "PKG010",
        "Hash, bytes and rows are those of the file",
        "take the file of this release, or build the release anew",
        example='"rows": 1 for a table of 18 rows',
    ),
    Code(
        "PKG011",
        "Rules only read",
        "mend the rule: a full header, then one SELECT on tables of the record",
        example="a rule that says COPY figures TO 'out.csv'",
    ),
    Code(
        "PKG012",
        "Files keep within limits",
        "keep tables below 64 MB, 1,000,000 lines of 1 MB, 1,000 columns, cells of 32,767 characters; JSON below 4 MB",
        example="a cell of 100 MB in data/units.csv",
    ),
    Code(
        "PKG013",
        "An archive is plain",
        "zip the package folder anew, without links, passwords or names that lead outside; or give the folder itself",
        example="a zip with a member ../data/units.csv",
    ),
    Code("LEX001", "Files are UTF-8", "save the file as UTF-8", example="data/places.csv saved as Latin-1"),
    Code(
        "LEX002",
        "No byte order mark",
        "save the file as UTF-8 without a byte order mark",
        example="data/units.csv begins with the bytes EF BB BF",
    ),
    Code(
        "LEX003",
        "Lines end in LF",
        "save the file with Unix line ends (LF)",
        example="data/units.csv saved with Windows line ends (CRLF)",
    ),
    Code(
        "LEX004",
        "The file is CSV",
        "separate cells by commas, close the quote, and double quotes inside quoted cells",
        example='U-0001,UCUM,har,1,U-0001,"hectare,hectárea (the quote is never closed)',
    ),
    Code(
        "LEX005",
        "The file is in canonical form",
        "write the line as expected; quotes only where needed, LF at the end",
        example='U-0001,UCUM,har,1,U-0001,"hectare",hectárea (quotes that nothing needs)',
    ),
    Code(
        "LEX006",
        "Rows are sorted by key",
        "move the row to its place in the order of the key",
        example="the row of U-0002 stands before that of U-0001",
    ),
    Code("LEX007", "No space at the edge of a cell", "remove the space", example='"hectare " in units.label_en'),
    Code(
        "LEX008",
        "No control or invisible characters",
        "remove the character",
        example="a zero-width space within hectare in units.label_en",
    ),
    Code(
        "LEX009",
        "Text is composed Unicode (NFC)",
        "write the letters with their accents as single characters",
        example="hectárea with its accent as a character of its own (a and U+0301)",
    ),
    Code(
        "LEX010",
        "Letters are Latin",
        "replace the look-alike letter by the Latin one",
        example="hectare with a Cyrillic letter (U+0430) for its a in units.label_en",
    ),
    Code(
        "LEX011",
        "No cell is a spreadsheet formula",
        "write the text without a leading = + - or @",
        example="=1+1 in units.label_en",
    ),
    Code(
        "SCH001",
        "Every column is there",
        "add the column, in the place that the schema gives it",
        example="data/units.csv without the column label_es",
    ),
    Code(
        "SCH002",
        "No column is unknown",
        "remove the column, or add it to the schema",
        example="a column label_english in data/units.csv",
    ),
    Code(
        "SCH003",
        "Columns stand in the order of the schema",
        "put the columns in the order of the schema",
        example="label_es before label_en in data/units.csv",
    ),
    Code(
        "SCH004",
        "Every row has as many cells as the header",
        "add or remove commas, or quote the cell that holds one",
        example="a row of data/units.csv with six cells under a header of seven",
    ),
    Code(
        "SCH005",
        "The table has rows",
        "add the rows; an empty table says nothing",
        example="data/units.csv with its header alone",
    ),
    Code("SCH101", "Required cells are filled", "fill the cell", example="units.label_en is blank"),
    Code(
        "SCH102",
        "Cells have their type",
        "write the value as the type asks; blank is the only sign for missing",
        example="15,000 or NA in figures.value",
    ),
    Code("SCH103", "Codes come from their list", "use a code of the list", example="guess in figures.claim_type"),
    Code(
        "SCH104", "Cells fit their pattern", "write the value as the pattern asks", example="F-1 in figures.figure_id"
    ),
    Code(
        "SCH105", "Numbers lie within their bounds", "correct the number or its unit", example="-485 in evidence.start"
    ),
    Code(
        "SCH106",
        "Text has an allowed length",
        "shorten or complete the text",
        example="evidence.printed of more than 60 characters",
    ),
    Code(
        "SCH107",
        "Unique cells are unique",
        "remove the double, or give it a value of its own",
        example="the unit UCUM, har stands in two rows of data/units.csv",
    ),
    Code(
        "SCH108",
        "Keys are unique and filled",
        "give the row a new id, or remove the double row",
        example="two rows of data/units.csv have the id U-0001",
    ),
    Code(
        "SCH109",
        "References point to a row",
        "correct the id, or add the row that it points to (git diff data/ shows a row removed by mistake)",
        example="I-9999 in figures.indicator_id, and no such row in data/indicators.csv",
    ),
    Code(
        "EVD001",
        "The text of the source is there",
        "put the text into the folder of --sources; an editor or git that changed its line ends changed its hash",
        "info",
        example="no file below the folder of --sources has the hash in sources.text_sha256",
    ),
    Code(
        "EVD002",
        "The span is the one that was hashed",
        "correct start and end; take the hash anew only if they point to the right words",
        example="evidence.start one too high, so that other characters are hashed",
    ),
    Code(
        "EVD003",
        "The line is that of the span",
        "correct the line",
        example="evidence.line is 24, and the span begins in line 23",
    ),
    Code(
        "EVD004",
        "The printed phrase stands in the span",
        "correct start and end, or copy the phrase exactly from the text",
        example="evidence.printed is 49,900 hectares, and the span says 49,800",
    ),
    Code(
        "EVD005",
        "The length of the text is right",
        "correct text_characters",
        example="sources.text_characters is 9318, and the text has 9,319",
    ),
    Code(
        "FRL001",
        "frictionless finds the package valid",
        "mend the cell or the schema that frictionless names",
        example="any breach of a schema, such as guess in figures.claim_type",
    ),
    Code(
        "DPK001",
        "The descriptor fits the Data Package 2.0 profile",
        "mend the descriptor or schema at the place named",
        example='"mediatype": 7 in datapackage.json',
    ),
    Code(
        "GXS001",
        "Every expectation of a suite was run",
        "mend the suite: its type or arguments are unknown",
        example='"type": "expect_moon_to_be_full" in a suite',
    ),
)
CODES: dict[str, Code] = {c.code: c for c in _ALL}
