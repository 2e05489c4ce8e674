// The body's documents: registered below one another, read in their version, confirmed; and a
// training that the secretariat records for many at once.
import assert from "node:assert/strict";

async function send(person) {
  await person.page.locator("main form button[type=submit]").first().click();
}

async function register_document(admin, url, choose_one) {
  await admin.open(`${url}/b/main/registers/rules/new`);
  await admin.page.locator("#name").fill("窓口業務手順");
  await choose_one(admin, "体系での位置", "実施手順");
  await choose_one(admin, "規定する事項", "運用・緊急時");
  await admin.page.locator("#content").fill("窓口での本人の確かめ方と、書類の渡し方");
  await choose_one(admin, "所管する課", "福祉課");
  await choose_one(admin, "対象", "選んだ課の職員");
  await admin.page.getByRole("checkbox", { name: "福祉課" }).check();
  await admin.page.locator("#edition").fill("第1版");
  await admin.page.locator("#in_force_from").fill("令和8年4月1日");
  await choose_one(admin, "本文", "ほかの場所にあるもの（例規集など）");
  await admin.page.locator("#place").fill("共有フォルダ 福祉課／手順");
  await send(admin);
  await admin.page.waitForURL(/registers\/rules\/rules-\d+/);
}

export async function documents({ step, looks_right, admin, clerk, head, server, picture, choose_one }) {
  const url = server.url;
  await step("a document is read in its version and confirmed by those it is for", async () => {
    await register_document(admin, url, choose_one);
    await looks_right(admin, picture("document"));
    await admin.open(`${url}/b/main/registers/rules/outline`);
    await looks_right(admin, picture("documents-outline"));
    await clerk.open(`${url}/b/main/home`);
    assert.match(await clerk.text(), /窓口業務手順/);
    await looks_right(clerk, picture("home-asked"));
    await clerk.open(`${url}/b/main/duties/document-acknowledgement`);
    await looks_right(clerk, picture("documents-to-read"));
    await clerk.follow("行って記録する");
    await looks_right(clerk, picture("document-form"));
    await clerk.page.getByRole("radio", { name: "読んで、守ることを確認した" }).check();
    await send(clerk);
    await clerk.page.locator(".chip", { hasText: "実施済み" }).first().waitFor();
    await admin.open(`${url}/b/main/duties/document-acknowledgement?about=rules-1`);
    assert.match(await admin.text(), /福祉課（1／3）/);
    await looks_right(admin, picture("documents-read"));
  });

  await step("attendance of a training is recorded for many at once", async () => {
    await admin.open(`${url}/b/main/registers/trainings/new`);
    await admin.page.locator("#name").fill("全職員研修");
    await admin.page.locator("#fiscal_year").fill("令和8年度");
    await choose_one(admin, "対象", "全職員");
    await admin.page.locator("#aim").fill("不審なメールの見分け方");
    await admin.page.locator("#held_on").fill("令和8年4月20日");
    await send(admin);
    await admin.page.waitForURL(/registers\/trainings\/trainings-\d+/);
    await admin.open(`${url}/b/main/duties/training-attendance?about=trainings-1`);
    await looks_right(admin, picture("training"));
    await admin.follow("まとめて記録する");
    await looks_right(admin, picture("training-many"));
    await admin.page.locator("#names").fill("小川　直樹\n高橋 美咲");
    await choose_one(admin, "受け方", "会場で受けた");
    await admin.page.getByRole("radio", { name: "受けて、理解した" }).check();
    await send(admin);
    await admin.page.locator(".chip", { hasText: "実施済み" }).first().waitFor();
    await looks_right(admin, picture("training-recorded"));
  });

  await step("the plan of the year says which roles it reached, and whom it did not", async () => {
    await admin.open(`${url}/b/main/registers/trainings`);
    await admin.follow("研修の年間計画");
    const everybody = admin.page.locator("tr", { hasText: "全職員研修" }).last();
    assert.match(await everybody.innerText(), /まだの人がいる/);
    await looks_right(admin, picture("training-year"));
    await everybody.locator("a").first().click();
    assert.match(await admin.page.locator("tr", { hasText: "小川 直樹" }).innerText(), /済み/);
    await looks_right(admin, picture("training-year-role"));
  });

  await step("who was hired is asked to consent, on paper or on the screen", async () => {
    await head.open(`${url}/b/main/duties/temporary-staff-consent`);
    await looks_right(head, picture("consents"));
    await head.follow("行って記録する");
    await looks_right(head, picture("consent-form"));
    await head.follow("情報セキュリティに関する同意書を印刷する");
    await looks_right(head, picture("consent-sheet"));
    assert.match(await head.text(), /氏名（自署）/);
  });
}
