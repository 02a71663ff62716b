import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../src/csv.js";

const body = (rows) => csv(["a"], rows).slice("\uFEFFa\r\n".length);

test("the mark for Excel, a header, and a line end after every row", () => {
  assert.equal(
    csv(
      ["a", "b"],
      [
        ["é", 1],
        ["", null],
      ],
    ),
    "\uFEFFa,b\r\né,1\r\n,\r\n",
  );
  assert.equal(csv(["a"], []), "\uFEFFa\r\n");
});

test("commas, quotes and line breaks are quoted", () => {
  assert.equal(
    body([["a,b"], ['say "x"'], ["two\nlines"], ["cr\r"]]),
    '"a,b"\r\n"say ""x"""\r\n"two\nlines"\r\n"cr\r"\r\n',
  );
});

test("no cell is run as a formula; numbers stay numbers", () => {
  for (const bad of ["=1+1", "+cmd", "-x", "@sum", "\tx"]) assert.equal(body([[bad]]), `'${bad}\r\n`);
  assert.equal(body([["=A1,B1"]]), '"\'=A1,B1"\r\n');
  assert.equal(body([["\r=1"]]), '"\'\r=1"\r\n');
  assert.equal(body([["-5"], ["+2.5"], [-3]]), "-5\r\n+2.5\r\n-3\r\n");
  assert.equal(body([["-5-1"]]), "'-5-1\r\n");
});
