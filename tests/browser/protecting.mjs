// What protects a thing before something happens to it: the gate that is asked how to handle it, the labels that say
// its class, and the exception where a rule cannot be kept; then the list of applications that all of it leaves.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { start_server } from "./server.mjs";

const rule = "持ち出し";

/** A town of the sample organisation with one asset of 福祉課; the people who are needed, signed in. */
async function settle({ arrive, issue_account, first_password, register_asset, password }, server) {
  const admin = await arrive("管理者");
  await admin.open(server.first_link);
  await admin.fill({ 氏名: "総務 花子", フリガナ: "ソウム ハナコ", ログイン名: "soumu" });
  await admin.page.locator("#password").fill(password);
  await admin.page.locator("#password_again").fill(password);
  await admin.press("登録して始める");
  await admin.page.waitForURL(/\/home/);
  await admin.open(`${server.url}/b/main/organisation`);
  await admin.press("見本の組織を入れる");
  await admin.page.locator("tr", { hasText: "小川 直樹" }).waitFor();
  const people = { admin, head: await arrive("高橋"), ciso: await arrive("大野") };
  for (const [person, name, login] of [
    [people.head, "高橋 美咲", "takahashi"],
    [people.ciso, "大野 隆", "ohno"],
  ]) {
    await first_password(person, server.url, await issue_account(admin, server.url, name, login));
  }
  await register_asset(admin, server.url, "福祉ノート1号", "重要性Ⅱ");
  return people;
}

async function ask_the_gate({ looks_right, url, head }) {
  await head.open(`${url}/b/main/registers/assets`);
  await head.page.locator("tbody a", { hasText: "福祉ノート1号" }).click();
  await head.follow("取扱いを確かめる");
  await looks_right(head, "protecting-handling");
  assert.match(await head.text(), /福祉ノート1号/);
  assert.ok((await head.page.locator(".ruling").count()) > 3, "an answer for each thing one may do");
  await head.open(`${url}/b/main/handling`);
  await looks_right(head, "protecting-handling-table");
  await head.page.pdf({ path: `${head.pictures}/protecting-handling-table.pdf`, landscape: true });
}

async function make_labels({ looks_right, url, head }) {
  await head.open(`${url}/b/main/registers/assets`);
  await head.page.locator("tbody input[name=entry]").first().check();
  await head.page.getByRole("button", { name: "ラベルを作る" }).click();
  await head.page.locator(".labels__sheet").waitFor();
  await looks_right(head, "protecting-labels");
  const label = await head.page.locator(".labels__sheet").first().textContent();
  for (const said of ["重要性Ⅱ", "福祉ノート1号"]) assert.ok(label.includes(said), said);
  await head.page.pdf({ path: `${head.pictures}/protecting-labels.pdf` });
}

/** Finds the rule with the keyboard alone, as its field offers it. */
async function pick_rule(head) {
  const picker = head.page.locator("#rules");
  assert.ok((await picker.locator(".picker__group").count()) > 5, "the rules stand under headings");
  const rules = picker.locator("label.choice");
  const all = await rules.count();
  await picker.locator("input[type=search]").focus();
  await head.page.keyboard.type(rule);
  const shown = picker.locator("label.choice:not([hidden])");
  await head.page.waitForFunction(
    (count) => document.querySelectorAll("#rules label.choice:not([hidden])").length < count, all);
  // A browser may stop at the list itself before its boxes, so that keys can scroll it.
  await head.page.keyboard.press("Tab");
  const on_box = await head.page.evaluate(() => document.activeElement?.type === "checkbox");
  if (!on_box) await head.page.keyboard.press("Tab");
  await head.page.keyboard.press("Space");
  assert.equal(await shown.locator("input:checked").count(), 1);
}

async function except_a_rule({ looks_right, url, head, ciso }) {
  await head.open(`${url}/b/main/apply/exception`);
  await pick_rule(head);
  await looks_right(head, "protecting-exception-form");
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await head.fill_in({
    範囲: "一つの課",
    どの課: "福祉課",
    守れない理由: "訪問調査の間だけ、電話の届かないところで決裁を待てないため。",
    とる方法: "別の方法をとる",
    代わりの措置: "出発の前に口頭で伝え、戻ったその日に記録する。",
    関わる情報の重要性: "重要性Ⅲ",
    終わりの日: until,
  });
  await head.page.locator("main form button[type=submit]").first().click();
  await head.page.waitForURL(/applications\/exception-/);
  await looks_right(head, "protecting-exception-filed");
  const path = new URL(head.page.url()).pathname;
  await ciso.act(url + path, "許可する", "月末に結果を報告すること。");
  await ciso.open(`${url}/b/main/exceptions`);
  await looks_right(ciso, "protecting-exceptions");
  assert.match(await ciso.text(), /福祉課/);
}

async function go_through_the_list({ looks_right, url, ciso, head }) {
  await ciso.open(`${url}/b/main/applications`);
  await looks_right(ciso, "protecting-applications");
  await ciso.page.locator("summary", { hasText: "条件で絞り込む" }).click();
  await looks_right(ciso, "protecting-applications-conditions");
  await ciso.page.getByRole("checkbox", { name: /^例外措置/ }).check();
  await ciso.press("この条件で絞り込む");
  assert.match(ciso.page.url(), /procedure=exception/);
  await ciso.page.keyboard.press("j");
  await ciso.page.keyboard.press("Enter");
  await ciso.page.waitForURL(/applications\/exception-/);
  await ciso.page.goBack();
  await ciso.page.pdf({ path: `${ciso.pictures}/protecting-applications.pdf`, landscape: true });
  await ciso.page.locator("summary", { hasText: "今の見方を保存する" }).click();
  await ciso.page.locator("#view-name").fill("例外だけ");
  await ciso.press("この見方を保存する");
  await ciso.page.getByRole("link", { name: "例外だけ" }).waitFor();
  const [file] = await Promise.all([
    ciso.page.waitForEvent("download"),
    ciso.page.getByRole("link", { name: /Excelで受け取る/ }).first().click(),
  ]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  await head.open(`${url}/b/main/applications`);
  assert.equal(await head.page.getByRole("link", { name: "例外だけ" }).count(), 0, "a view of one's own");
}

export async function walk_protecting({ step, looks_right, ...tools }) {
  const data = mkdtempSync(join(tmpdir(), "mamori-protecting-"));
  const server = await start_server({ data });
  const scene = { looks_right, url: server.url };
  try {
    await step("a town is settled, with a thing to protect", async () => {
      Object.assign(scene, await settle(tools, server));
    });
    await step("the gate says how a thing is handled, and all classes on a sheet", () => ask_the_gate(scene));
    await step("a label is made of what was chosen in the list", () => make_labels(scene));
    await step("a rule is found by its words, and suspended for a section until a day", () => except_a_rule(scene));
    await step("the list of applications is narrowed, walked with keys, kept and taken away", () =>
      go_through_the_list(scene));
    await step("who would have to be named is said once for each", async () => {
      await scene.ciso.open(`${server.url}/b/main/access/obstacles`);
      await looks_right(scene.ciso, "protecting-obstacles");
    });
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
