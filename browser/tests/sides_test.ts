import assert from "node:assert/strict";
import { test } from "node:test";
import { lines_by_node, step_from } from "../src/logic/sides.ts";

test("a node knows all its lines, and lines that went nowhere are in none", () => {
  const lines = lines_by_node([
    { line: 1, node: "n1" },
    { line: 2, node: null },
    { line: 3, node: "n2" },
    { line: 4, node: "n2" },
  ]);
  assert.deepEqual([...lines], [["n1", [1]], ["n2", [3, 4]]]);
});

test("steps stay inside the list and begin at its end", () => {
  const entries = ["a", "b", "c"];
  assert.equal(step_from(entries, "a", 1), "b");
  assert.equal(step_from(entries, "a", -1), "a");
  assert.equal(step_from(entries, "c", 1), "c");
  assert.equal(step_from(entries, null, 1), "a");
  assert.equal(step_from(entries, null, -1), "c");
  assert.equal(step_from([], null, 1), null);
});
