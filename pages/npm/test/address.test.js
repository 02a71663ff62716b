import assert from "node:assert/strict";
import { test } from "node:test";
import { format, parse } from "../src/address.js";
import { kind } from "../src/kinds.js";

const FIGURES = kind("figures", ["figure_id", "sentence", "value", "period", "place", "period_start", "source_id"]);
const back = (hash) => format(parse(hash, FIGURES));

test("the address of the contract comes back as it was", () => {
  const hash =
    "place=P-0003&indicator=I-0001&agency=A-0004&type=estimate&source=S-0004&from=2010&to=2017&q=coca&sort=period:desc&columns=figure_id,value&page=2";
  assert.equal(back(`#${hash}`), hash);
});

test("everything chosen survives the way there and back", () => {
  const state = {
    q: "ñ & = # +% 2",
    filters: { place: ["P-0001", "P-0002"] },
    from: null,
    to: 1999,
    sort: { column: "value", dir: "asc" },
    columns: null,
    page: 1,
  };
  assert.deepEqual(parse(`#${format(state)}`, FIGURES), state);
});

test("nothing chosen is an empty address", () => {
  assert.equal(back(""), "");
  assert.equal(back("#"), "");
});

test("what no table has is passed over", () => {
  assert.equal(
    back("#nonsense=1&sort=place:up&from=20x&to=12345&page=0&columns=source_id,period_start,unknown&place=,"),
    "",
  );
  assert.equal(back("#sort=period_start:asc"), "");
  assert.equal(back("#place=P-1,P-1&columns=value,unknown"), "place=P-1&columns=value");
});

test("columns of the data that only help are not offered", () => {
  assert.deepEqual(FIGURES.columns, ["figure_id", "place", "period", "value", "sentence"]);
  assert.deepEqual(FIGURES.shown, ["figure_id", "place", "period", "value"]);
});
