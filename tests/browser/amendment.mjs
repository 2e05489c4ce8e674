// The regulation's own thread: an amended text is uploaded, looked at, put right and adopted; its
// alignments are confirmed with the keyboard; another amendment leaves what was confirmed.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const model = new URL("../../regulations/model.txt", import.meta.url);

/** Torn by a page break, as text copied out of a PDF is. */
function first_amendment() {
  const text = readFileSync(model, "utf8");
  const torn = text.replace("情報セキュリティ管理者の許可を受けなければならない。\n2　前項の許可の申請", "情報セキュリティ管理\n\n者の許可を受けなければならない。\n2　前項の許可の申請");
  assert.notEqual(torn, text);
  return torn;
}

/** An article put in, and one made stricter. */
function second_amendment() {
  const text = readFileSync(model, "utf8");
  return text
    .replace("（廃棄及び消去）\n第30条", "（所在の確認）\n第29条の2　情報セキュリティ管理者は、持ち出されている情報資産の所在を、毎月確認しなければならない。\n\n（廃棄及び消去）\n第30条")
    .replace("直ちに返却を求め、期限から3開庁日", "直ちに返却を求め、期限から2開庁日");
}

async function upload(person, url, folder, name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  await person.open(`${url}/b/main/regulations`);
  await person.follow("規程を読み込む");
  await person.page.locator("#file").setInputFiles(file);
  await person.press("読み込む");
  await person.page.waitForURL(/regulations\/drafts\//);
}

async function adopt(person, reason) {
  await person.page.locator("#act-adopt summary").click();
  await person.fill({ 施行日: new Date().toISOString().slice(0, 10), 採用する理由: reason });
  await person.page.locator("#act-adopt button[type=submit]").click();
  await person.page.waitForURL(/\/alignment/);
}

/** Presses a key on the card and waits for the next page. */
async function press_key(person, key) {
  await person.page.locator("#card").focus();
  await Promise.all([person.page.waitForNavigation(), person.page.keyboard.press(key)]);
}

/** Goes on to a place for which something is proposed. */
async function to_proposals(person) {
  while ((await person.page.locator('[data-key="1"]').count()) === 0) {
    await press_key(person, "ArrowRight");
  }
}

const place_shown = (person) => person.page.locator("#place-heading").innerText();

export async function amend({ step, looks_right, admin, server, picture }) {
  const folder = mkdtempSync(join(tmpdir(), "mamori-amendment-"));
  const alignment = `${server.url}/b/main/regulations/1/alignment`;
  const settled = [];
  try {
    await step("an amended text is uploaded and stands beside its source", async () => {
      await admin.open(`${server.url}/b/main/regulations/new`);
      await looks_right(admin, picture("regulation-new"));
      await admin.press("読み込む");
      assert.match(await admin.text(), /ファイルも本文も送られていません/);
      await looks_right(admin, picture("regulation-new-errors"));
      await upload(admin, server.url, folder, "改正案.txt", first_amendment());
      await looks_right(admin, picture("draft"));
      await admin.follow(/第3章/);
      await admin.page.locator(".tree__node", { hasText: "持ち出し" }).first().click();
      assert.ok((await admin.page.locator(".source .side--chosen").count()) > 0);
      await admin.page.keyboard.press("ArrowDown");
      await admin.page.locator("#sides-heading").scrollIntoViewIfNeeded();
      await looks_right(admin, picture("draft-sides"));
    });

    await step("a repair is taken back, made again, and the draft survives a reload", async () => {
      const undo = admin.page.getByRole("button", { name: "元に戻す" });
      const repairs = await undo.count();
      assert.ok(repairs > 0, "there is a repair to take back");
      await Promise.all([admin.page.waitForNavigation(), undo.first().click()]);
      assert.match(await admin.text(), /元に戻しました/);
      await admin.page.reload();
      const redo = admin.page.getByRole("button", { name: "やはり直す" });
      assert.equal(await redo.count(), 1);
      await admin.page.locator("#repairs").scrollIntoViewIfNeeded();
      await looks_right(admin, picture("draft-undone"));
      await Promise.all([admin.page.waitForNavigation(), redo.first().click()]);
      assert.equal(await admin.page.getByRole("button", { name: "元に戻す" }).count(), repairs);
    });

    await step("it is adopted with its day and reason", async () => {
      const form = admin.page.locator("#act-adopt");
      const reason = "持ち出しの定めを改めるため";
      await form.locator("summary").click();
      await admin.fill({ 施行日: "令和99年4月1日", 採用する理由: reason });
      await form.locator("button[type=submit]").click();
      await admin.page.locator(".errors").waitFor();
      assert.match(await admin.text(), /施行日がまだ来ていません/);
      await looks_right(admin, picture("draft-errors"));
      await admin.fill({ 施行日: new Date().toISOString().slice(0, 10), 採用する理由: reason });
      await form.locator("button[type=submit]").click();
      await admin.page.waitForURL(/\/alignment/);
      assert.match(await admin.text(), /第2版として採用しました/);
    });

    await step("alignments are confirmed with the keyboard, the least sure first", async () => {
      await looks_right(admin, picture("alignment"));
      for (const key of ["1", "Enter", "0"]) {
        await to_proposals(admin);
        settled.push(await place_shown(admin));
        await press_key(admin, key);
        assert.notEqual(await place_shown(admin), settled.at(-1));
      }
      await press_key(admin, "u");
      assert.equal(await place_shown(admin), settled.at(-1));
      await press_key(admin, "0");
      const here = await place_shown(admin);
      await press_key(admin, "ArrowRight");
      await press_key(admin, "k");
      assert.equal(await place_shown(admin), here);
      await admin.page.keyboard.press("/");
      await admin.page.keyboard.type("持ち出し");
      await looks_right(admin, picture("alignment-search"));
      await admin.page.locator('input[name="control"]:visible').first().check();
      await admin.press("選んだ管理策で確認する");
      assert.match(await admin.text(), /うち4か所を確認/);
      settled.push(here);
      await admin.open(`${alignment}/list?filter=confirmed`);
      await looks_right(admin, picture("alignment-list"));
    });

    await step("what is sure is confirmed together after a look", async () => {
      await admin.open(`${alignment}/together`);
      await looks_right(admin, picture("alignment-together"));
      const boxes = admin.page.locator('input[name="place"]');
      if ((await boxes.count()) === 0) return;
      await boxes.first().uncheck();
      await admin.page.locator(".together button[type=submit]").click();
      await admin.page.waitForURL(/\/alignment\?/);
      assert.match(await admin.text(), /まとめて確認しました/);
    });

    await step("what the text lacks, and what no control covers, are two lists", async () => {
      await admin.open(`${server.url}/b/main/regulations/1/gaps`);
      await looks_right(admin, picture("gaps"));
      await admin.page.emulateMedia({ media: "print" });
      await admin.page.screenshot({ path: `${admin.pictures}/${picture("gaps-print")}.png` });
      await admin.page.emulateMedia({ media: null });
    });

    await step("another amendment leaves what was confirmed; changed words come first", async () => {
      await admin.open(`${alignment}?place=${encodeURIComponent("第29条第4項")}&filter=all`);
      await press_key(admin, "1");
      const before = await admin.page.locator(".progress label").innerText();
      await upload(admin, server.url, folder, "再改正案.txt", second_amendment());
      assert.match(await admin.text(), /要再確認\s*1/);
      await looks_right(admin, picture("draft-carried"));
      await adopt(admin, "点検の定めを加えるため");
      assert.equal(await place_shown(admin).then((text) => text.includes("第29条第4項")), true);
      assert.match(await admin.text(), /2開庁日|条文の変わったところ/);
      await looks_right(admin, picture("alignment-review"));
      const place = settled[0].replace(/（.*/, "");
      await admin.open(`${alignment}?place=${encodeURIComponent(place)}&filter=all`);
      assert.match(await admin.text(), /前の版での確認を引き継いでいます/);
      assert.ok(before.length > 0);
      await admin.open(`${server.url}/b/main/regulations/1/source`);
      await looks_right(admin, picture("source"));
      await admin.open(`${server.url}/b/main/regulations/1`);
      await looks_right(admin, picture("regulation-confirmed"));
      await admin.open(`${server.url}/b/main/regulations`);
      await looks_right(admin, picture("regulations"));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
