import assert from "node:assert/strict";
import { test } from "node:test";
import { iso_day, parse_day, wareki_day, weekday } from "../src/logic/wareki.ts";

const iso = (text: string) => {
  const day = parse_day(text);
  return day && iso_day(day);
};

test("reads the ways an office writes a date", () => {
  for (const text of [
    "令和8年11月21日",
    "R8.11.21",
    "r8/11/21",
    "2026-11-21",
    "2026/11/21",
    "2026年11月21日",
    "令和８年１１月２１日",
    " Ｒ８．１１．２１ ",
  ]) {
    assert.equal(iso(text), "2026-11-21", text);
  }
});

test("the first year is 元年 and belongs to the era that had begun", () => {
  assert.equal(iso("令和元年5月1日"), "2019-05-01");
  assert.equal(iso("R1.5.1"), "2019-05-01");
  assert.equal(iso("令和元年4月30日"), null);
  assert.equal(iso("平成31年4月30日"), "2019-04-30");
  assert.equal(iso("平成31年5月1日"), null);
});

test("refuses days that do not exist", () => {
  for (const text of [
    "",
    "あした",
    "令和8年2月29日",
    "2026-13-01",
    "令和0年1月1日",
    "2026-11/21",
    "8.11.21",
  ]) {
    assert.equal(iso(text), null, text);
  }
  assert.equal(iso("令和6年2月29日"), "2024-02-29");
});

test("writes 和暦 and the weekday", () => {
  assert.equal(wareki_day({ year: 2019, month: 5, day: 1 }), "令和元年5月1日");
  assert.equal(wareki_day({ year: 1989, month: 1, day: 7 }), "昭和64年1月7日");
  assert.equal(weekday({ year: 2026, month: 11, day: 21 }), "土");
});
