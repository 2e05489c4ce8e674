import assert from "node:assert/strict";
import { test } from "node:test";
import { wish_of } from "../src/logic/keys.ts";

const press = (key: string, more = {}) =>
  wish_of({ key, modified: false, typing: false, on_control: false, ...more });

test("numbers choose a proposal, nought none of them, Enter the first", () => {
  assert.deepEqual(press("3"), { kind: "choose", key: "3" });
  assert.deepEqual(press("0"), { kind: "choose", key: "0" });
  assert.deepEqual(press("Enter"), { kind: "choose", key: "1" });
  assert.equal(press("6"), null);
});

test("arrows and j, k move; / searches; u takes back", () => {
  assert.deepEqual(press("ArrowRight"), { kind: "next" });
  assert.deepEqual(press("j"), { kind: "next" });
  assert.deepEqual(press("ArrowLeft"), { kind: "previous" });
  assert.deepEqual(press("k"), { kind: "previous" });
  assert.deepEqual(press("/"), { kind: "search" });
  assert.deepEqual(press("u"), { kind: "undo" });
});

test("who types or uses the browser's own keys is left alone", () => {
  assert.equal(press("1", { typing: true }), null);
  assert.equal(press("u", { modified: true }), null);
  assert.equal(press("Enter", { on_control: true }), null);
  assert.equal(press("x"), null);
});
