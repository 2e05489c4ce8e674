import assert from "node:assert/strict";
import { test } from "node:test";
import { list_wish_of } from "../src/logic/list_keys.ts";

const press = (key: string, more = {}, on_row = true) =>
  list_wish_of({ key, modified: false, typing: false, on_control: false, ...more }, on_row);

test("j, k and the arrows move from row to row, x chooses one, Enter opens it", () => {
  assert.equal(press("j"), "next");
  assert.equal(press("ArrowDown"), "next");
  assert.equal(press("k"), "previous");
  assert.equal(press("x"), "choose");
  assert.equal(press("Enter"), "open");
  assert.equal(press("ArrowRight"), "next_page");
  assert.equal(press("/"), "search");
});

test("outside the rows the arrows scroll and Enter is the browser's", () => {
  assert.equal(press("ArrowDown", {}, false), null);
  assert.equal(press("Enter", {}, false), null);
  assert.equal(press("x", {}, false), null);
  assert.equal(press("j", {}, false), "next");
});

test("who types, presses a link or uses the browser's own keys is left alone", () => {
  assert.equal(press("j", { typing: true }), null);
  assert.equal(press("k", { modified: true }), null);
  assert.equal(press("Enter", { on_control: true }), null);
  assert.equal(press("q"), null);
});
