import assert from "node:assert/strict";
import { test } from "node:test";
import { steps } from "../src/steps.js";

test("arrow keys go to neighbours, Home and End to the ends, and never beyond", () => {
  assert.equal(steps("ArrowRight", 0, 3), 1);
  assert.equal(steps("ArrowDown", 2, 3), 2);
  assert.equal(steps("ArrowLeft", 0, 3), 0);
  assert.equal(steps("ArrowUp", 2, 3), 1);
  assert.equal(steps("Home", 2, 3), 0);
  assert.equal(steps("End", 0, 3), 2);
  assert.equal(steps("ArrowRight", -1, 3), 0);
});

test("other keys, and a chart without marks, are left alone", () => {
  assert.equal(steps("Tab", 0, 3), null);
  assert.equal(steps("End", -1, 0), null);
});
