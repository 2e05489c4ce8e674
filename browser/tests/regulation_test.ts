import assert from "node:assert/strict";
import { test } from "node:test";
import { fulfils, is_idle } from "../src/logic/regulation.ts";

const provision = {
  text: "持ち出した者は、期限までに返す。",
  state: "overdue",
  offices: ["持ち出した者", ""],
};

test("a provision is shown when it fulfils every wish at once", () => {
  assert.ok(fulfils(provision, { words: "期限", state: "overdue", office: "持ち出した者" }));
  assert.ok(!fulfils(provision, { words: "期限", state: "satisfied", office: "" }));
  assert.ok(!fulfils(provision, { words: "廃棄", state: "overdue", office: "" }));
  assert.ok(!fulfils(provision, { words: "", state: "", office: "CISO" }));
});

test("no wish shows everything", () => {
  assert.ok(is_idle({ words: "　", state: "", office: "" }));
  assert.ok(!is_idle({ words: "", state: "overdue", office: "" }));
});
