import assert from "node:assert/strict";
import { test } from "node:test";
import { compare_values, count_characters, finds } from "../src/logic/text.ts";

test("finds whatever the width, case or kana, all words in any order", () => {
  assert.ok(finds("USBメモリ 福祉U2", "ｕｓｂ"));
  assert.ok(finds("高橋 美咲 たかはし みさき", "タカハシ"));
  assert.ok(finds("ノートパソコン 福祉03", "福祉　ノート"));
  assert.ok(finds("何でも", " "));
  assert.ok(!finds("ノートパソコン", "ノート 税務"));
});

test("orders numbers as numbers", () => {
  const sorted = ["第12号", "第9号", "第100号"].sort(compare_values);
  assert.deepEqual(sorted, ["第9号", "第12号", "第100号"]);
});

test("counts characters as people do", () => {
  assert.equal(count_characters("𠮷野家\r\n"), 4);
});
