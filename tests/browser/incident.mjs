// The walk through an incident: reported from the page one is on, with a file, in under a minute; taken note of by the
// head, judged, with its clocks, its evidence and the emergency plan beside it.
import assert from "node:assert/strict";

const report_ms_max = 60_000;

async function open_form(person, label) {
  const form = person.page.locator("form.act__form", { hasText: label }).first();
  await form.locator("summary").click();
  return form;
}

async function send(form) {
  await form.locator("button[type=submit]").click();
  await form.page().locator(".flash--success").waitFor();
}

async function add_plan(admin, url) {
  await admin.open(`${url}/b/main/registers/emergency_plans/new`);
  await admin.page.locator("#name").fill("不正プログラム感染時の対応計画");
  await admin.page.locator('input[name="kind"][value="malware"]').check();
  await admin.page.locator("#in_force_on").fill("令和8年4月1日");
  for (const [id, text] of [
    ["contacts", "課の管理者、統括、CISOの順。夜間は宿直から。"],
    ["first", "LANケーブルを抜き、電源は切らずに知らせる。"],
    ["spread", "同じネットワークの端末を調べる。"],
    ["disconnect", "統括情報セキュリティ責任者"],
    ["evidence", "端末の写しを取り、SHA-256を記録する。"],
    ["recovery", "控えから戻す。"],
  ]) {
    await admin.page.locator(`#${id}`).fill(text);
  }
  await admin.page.locator("main form button[type=submit]").first().click();
  await admin.page.waitForURL(/emergency_plans-\d+/);
}

export async function incident({ step, looks_right, admin, clerk, head, server, picture }) {
  const url = server.url;
  let path;

  await step("an incident is reported with a file, in under a minute, from the page one is on", async () => {
    await add_plan(admin, url);
    await clerk.open(`${url}/b/main/regulations`);
    const begun = Date.now();
    await clerk.follow("事故・異常を報告");
    await looks_right(clerk, picture("incident-form"));
    await clerk.page.locator("#what").fill("窓口の端末に、ウイルスを見つけたという警告が出ている。");
    await clerk.page.locator('input[name="kind"][value="malware"]').check();
    await clerk.page.locator("#place").fill("1階の窓口");
    const file = { name: "警告.txt", mimeType: "text/plain", buffer: Buffer.from("警告の写し\n") };
    await clerk.page.locator('input[type="file"]').setInputFiles(file);
    await clerk.page.locator("main form button[type=submit]").first().click();
    await clerk.page.waitForURL(/applications\/incident-/);
    assert.ok(Date.now() - begun < report_ms_max);
    path = new URL(clerk.page.url()).pathname;
    await looks_right(clerk, picture("incident-reported"));
    assert.match(await clerk.text(), /LANケーブルを抜き|不正プログラム感染時の対応計画/);
  });

  await step("the head takes note; evidence is kept with its hash", async () => {
    await head.open(url + path);
    assert.match(await head.text(), /あと\d+分/);
    const note = await open_form(head, "確認し、統括に報告する");
    await note.locator("textarea").fill("端末1台だけです。");
    await note.locator('input[value="no"]').check();
    await send(note);
    const evidence = await open_form(head, "証拠を保全した");
    await evidence.locator('input[name="evidence"]').fill("警告の画面の写真");
    await evidence.locator('input[type="file"]').setInputFiles({
      name: "画面.txt", mimeType: "text/plain", buffer: Buffer.from("写真の代わり\n") });
    await evidence.locator('input[name="kept_at"]').fill("課の金庫");
    await evidence.locator('select[name="keeper"]').selectOption({ index: 1 });
    await send(evidence);
    assert.match(await head.text(), /SHA-256 [0-9a-f]{64}/);
    await looks_right(head, picture("incident-noted"));
  });

  await step("the steps of the plan are ticked off beside it", async () => {
    const list = head.page.locator("form.checklist");
    await list.locator('input[value="first"]').check();
    await list.locator("#checklist-comment").fill("端末1台のケーブルを抜いた。");
    await send(list);
    assert.match(await head.page.locator(".checklist__step").first().innerText(), /した[^]*端末1台/);
    assert.equal(await list.locator('input[value="first"]').count(), 0);
    await looks_right(head, picture("incident-steps"));
  });

  await step("those who answer for it see the clocks and set the limits", async () => {
    await admin.open(`${url}/b/main/clocks`);
    await looks_right(admin, picture("clocks"));
    await admin.page.getByRole("link", { name: /インシデント」の期限などを決める/ }).click();
    await looks_right(admin, picture("incident-settings"));
    assert.match(await admin.text(), /個人情報保護法第68条/);
  });
}
