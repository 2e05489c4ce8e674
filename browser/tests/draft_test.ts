import assert from "node:assert/strict";
import { test } from "node:test";
import { drop_all_drafts, find_draft, keep_draft, type Shelf } from "../src/logic/draft.ts";

function make_shelf(room = Infinity): Shelf & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    removeItem: (key) => void entries.delete(key),
    setItem(key, value) {
      if (entries.size >= room) throw new Error("no room");
      entries.set(key, value);
    },
  };
}

const draft = { saved_at: "2026-11-21T00:00:00.000Z", values: { purpose: ["訪問調査"] } };

test("a draft is found again within a week, and forgotten after", () => {
  const shelf = make_shelf();
  keep_draft(shelf, "p-1:/apply", draft);
  assert.deepEqual(find_draft(shelf, "p-1:/apply", new Date("2026-11-27")), draft);
  assert.equal(find_draft(shelf, "p-2:/apply", new Date("2026-11-27")), null);
  assert.equal(find_draft(shelf, "p-1:/apply", new Date("2026-11-29")), null);
  assert.equal(shelf.entries.size, 0);
});

test("what is unreadable is no draft, and a full shelf is no error", () => {
  const shelf = make_shelf();
  shelf.setItem("mamori-draft:a", "{");
  assert.equal(find_draft(shelf, "a", new Date("2026-11-21")), null);
  assert.doesNotThrow(() => keep_draft(make_shelf(0), "a", draft));
});

test("signing out removes drafts and nothing else", () => {
  const shelf = make_shelf();
  keep_draft(shelf, "a", draft);
  keep_draft(shelf, "b", draft);
  shelf.setItem("other", "1");
  drop_all_drafts(shelf);
  assert.deepEqual([...shelf.entries.keys()], ["other"]);
});
