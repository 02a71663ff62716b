import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, fold, number, terms } from "../src/text.js";

test("case and accents do not matter", () => {
  assert.equal(fold("HUÁNUCO, Ñ, ü"), "huanuco, n, u");
  assert.deepEqual(terms("  Área\u202f49\u00a0800  "), ["area", "49", "800"]);
  assert.deepEqual(terms(" "), []);
});

test("numbers are written as the language does, every digit kept", () => {
  assert.equal(number("49800", "en"), "49,800");
  assert.equal(number("1234567.50", "es"), "1\u202f234\u202f567,50");
  assert.equal(number("-20", "en"), "\u221220");
  assert.equal(number("999", "en"), "999");
  assert.equal(number(0.5, "es"), "0,5");
  assert.equal(number("", "en"), "");
  assert.equal(number(null, "en"), "");
  assert.equal(number("2e3", "en"), "2e3");
});

test("words take values, and tell one from many", () => {
  assert.equal(filled("{n} of {all}", { n: "1", all: "2" }), "1 of 2");
  assert.equal(filled("{n} row|{n} rows", { n: 1 }), "1 row");
  assert.equal(filled("{n} row|{n} rows", { n: "0" }), "0 rows");
  assert.equal(filled("{n} {other}", { n: 3 }), "3 {other}");
});
