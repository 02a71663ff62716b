import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../src/address.js";
import { kind } from "../src/kinds.js";
import { Rows } from "../src/rows.js";

const columns = [
  "figure_id",
  "sentence",
  "value",
  "place",
  "source",
  "period",
  "period_start",
  "period_end",
  "source_id",
];
const rows = [
  ["F-0001", "Área of coca, 49,800 hectares", "49800", "Perú", "Press", "2017", "2017-01-01", "2017-12-31", "S-0001"],
  ["F-0002", "Cocaine", "9", "Bolivia", "Press", "../2005-03", "", "2005-03-31", "S-0002"],
  ["F-0003", "Area of coca", "", "Perú", "Survey", "", "", "", "S-0003"],
  ["F-0004", "Area", "100", "Perú", "Survey", "2015/2016", "2015-01-01", "2016-12-31", "S-0003"],
  ["F-0005", "Area", "20", "Colombia", null, "2018-11/..", "2018-11-01", null, null],
];
const FIGURES = kind("figures", columns);
const data = { columns, rows, codes: { place: { Perú: "P-0003", Bolivia: "P-0004", Colombia: "P-0005" } } };
const table = new Rows(data, FIGURES, "en");
const ids = (found) => found.map((i) => rows[i][0].slice(-1)).join("");
const fit = (hash) => ids(table.fitting(parse(hash, FIGURES)));

test("without filters every row fits", () => assert.equal(fit(""), "12345"));

test("every word must stand somewhere in the texts, in any column and order", () => {
  assert.equal(fit("q=AREA"), "1345");
  assert.equal(fit("q=peru+coca"), "13");
  assert.equal(fit("q=f-0002"), "2");
  assert.equal(fit("q=hectareas"), "");
});

test("numbers to compute with, dates to compare with and ids behind labels are not searched", () => {
  assert.equal(fit("q=49800"), "");
  assert.equal(fit("q=2017-01-01"), "");
  assert.equal(fit("q=S-0003"), "");
});

test("a facet takes ids, from codes or from its own column; several are any of them, different ones are all", () => {
  assert.equal(fit("place=P-0003"), "134");
  assert.equal(fit("place=P-0003,P-0004"), "1234");
  assert.equal(fit("source=S-0001"), "1");
  assert.equal(fit("place=P-0003&source=S-0003"), "34");
  assert.equal(fit("place=P-9999"), "");
});

test("a period fits the years that it touches; where one end is unknown, the other counts", () => {
  assert.equal(fit("from=2016"), "145");
  assert.equal(fit("from=2016&to=2016"), "4");
  assert.equal(fit("to=2015"), "24");
  assert.equal(fit("from=2005&to=2005"), "2");
  assert.equal(fit("from=2004&to=2004"), "");
  assert.equal(fit("from=2018&to=2018"), "5");
  assert.equal(fit("from=2019"), "");
  assert.equal(fit("from=1900"), "1245");
});

test("options are told apart by id when two share a label, and counted with the other filters kept", () => {
  assert.deepEqual(
    table.options("source").map(({ label }) => label),
    ["Press (S-0001)", "Press (S-0002)", "Survey"],
  );
  assert.deepEqual(Object.fromEntries(table.counts(parse("q=area&place=P-0004", FIGURES), "place")), {
    "P-0003": 3,
    "P-0005": 1,
  });
});

test("numbers sort as numbers, blanks come last either way, equals keep their order", () => {
  const sorted = (column, dir) => ids(table.sorted([0, 1, 2, 3, 4], { column, dir }));
  assert.equal(sorted("value", "asc"), "25413");
  assert.equal(sorted("value", "desc"), "14523");
  assert.equal(sorted("place", "asc"), "25134");
  assert.equal(sorted("period", "asc"), "24153");
  assert.equal(sorted("period", "desc"), "51423");
  assert.equal(sorted("source", "desc"), "34125");
});

test("the years of the data", () => {
  assert.deepEqual(table.years(), [2005, 2018]);
});

test("ten thousand rows are searched faster than a key repeats", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => [`F-${i}`, ...rows[i % rows.length].slice(1)]);
  const big = new Rows({ ...data, rows: many }, FIGURES, "en");
  const state = parse("q=area+peru&from=2001", FIGURES);
  big.fitting(state);
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    big.sorted(big.fitting(state), { column: "period", dir: "desc" });
    return performance.now() - start;
  });
  assert.ok(Math.min(...times) < 50, `${Math.min(...times)} ms`);
});
