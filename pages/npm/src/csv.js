// CSV for spreadsheets: RFC 4180, with what Excel needs.

// Excel takes a file without this mark for one in the code page of the machine, and spoils every accent.
const BOM = "\uFEFF";
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** A cell that a spreadsheet would run as a formula gets an apostrophe before it; a number stays a number. */
function harmless(text) {
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function cell(value) {
  const text = harmless(value === null || value === undefined ? "" : String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(columns, rows) {
  return BOM + [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
