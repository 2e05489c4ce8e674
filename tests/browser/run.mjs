// Walks the thread: see README.md. Steps that build on each other; the first that fails ends the
// walk of its regulation, for what follows would only repeat it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { accounts } from "./accounts.mjs";
import { amend } from "./amendment.mjs";
import { walk_two_bodies } from "./bodies.mjs";
import { documents } from "./documents.mjs";
import { incident } from "./incident.mjs";
import { Person } from "./person.mjs";
import { ten_procedures } from "./procedures.mjs";
import { walk_protecting } from "./protecting.mjs";
import { start_server } from "./server.mjs";

const root = new URL("../..", import.meta.url).pathname;
const pictures = join(root, "build/browser-test");
const seeds = join(root, "../shared/seeds");
const own_password = "しずかな海辺の散歩道-7391";
const present = new Set(); // the people in the walk under way, to picture when a step fails
const tally = { passed: 0, failed: 0, skipped: 0 };

/**
 * The regulations walked, with the places where each speaks of taking things out. Everything is walked under the
 * first; under the other, what its own words make.
 */
const regulations = [
  { name: "model", file: undefined, article: "第28条", quoted: ["第26条", "第28条", "第29条"], whole: true },
  { name: "002", prefix: "002_", article: "第18条", quoted: ["第18条", "第33条第2項", "第35条"] },
];

async function step(label, work) {
  const begun = Date.now();
  try {
    await work();
    tally.passed += 1;
    console.log(`  ok      ${label} (${Date.now() - begun} ms)`);
  } catch (error) {
    tally.failed += 1;
    for (const person of present) {
      const path = `${pictures}/failed-${person.name}.png`;
      await person.page.screenshot({ path, fullPage: true }).catch(() => {});
    }
    console.log(`  FAILED  ${label}\n${String(error.stack ?? error).replace(/^/gm, "          ")}`);
    throw error;
  }
}

async function looks_right(person, label) {
  assert.deepEqual(await person.look(label), [], `${label}: accessibility`);
  assert.deepEqual(person.console_errors, [], `${label}: the browser's console`);
}

async function first_password(person, url, slip) {
  await person.sign_in(url, slip.login, slip.password);
  assert.match(await person.text(), /仮パスワードでサインインしています/);
  await person.page.locator("#current_password").fill(slip.password);
  await person.page.locator("#new_password").fill(own_password);
  await person.page.locator("#new_password_again").fill(own_password);
  await person.page.locator("main form button[type=submit]").click();
  await person.page.waitForURL(/\/home/);
}

async function issue_account(admin, url, name, login) {
  await admin.open(`${url}/b/main/organisation`);
  const row = admin.page.locator("tr", { hasText: name });
  const summary = row.locator("summary");
  if (await summary.count()) await summary.first().click();
  const field = row.getByLabel("ログイン名");
  if (await field.count()) await field.first().fill(login);
  await row.locator("button[type=submit]").first().click();
  const dialog = admin.page.locator("dialog[open]");
  if (await dialog.count()) await dialog.locator('button[value="yes"]').click();
  await admin.page.locator(".code--secret").waitFor();
  return { login, password: (await admin.page.locator(".code--secret").innerText()).trim() };
}

async function register_asset(admin, url, name, importance) {
  await admin.open(`${url}/b/main/registers/assets/new`);
  await admin.fill({ 名称: name, 保管場所: "1階事務室" });
  await choose_one(admin, "種類", "端末（ノートパソコン、タブレット等）");
  await choose_one(admin, "重要性", importance);
  await choose_one(admin, "所管する課", "福祉課");
  await admin.page.locator("main form button[type=submit]").first().click();
  await admin.page.waitForURL(/registers\/assets\/assets-\d+/);
}

/** A choice may be shown as buttons or as a list. */
async function choose_one(person, label, option) {
  const radio = person.page.getByRole("radio", { name: option });
  if (await radio.count()) return radio.first().check();
  await person.page
    .getByLabel(label, { exact: false })
    .first()
    .selectOption(await option_value(person, label, option));
}

async function option_value(person, label, option) {
  const select = person.page.getByLabel(label, { exact: false }).first();
  return select.locator("option", { hasText: option }).first().getAttribute("value");
}

async function file_takeout(clerk, url, asset, due) {
  await clerk.open(`${url}/b/main/apply`);
  await clerk.page.locator('a[href$="/apply/takeout"]').first().click();
  await clerk.page.getByRole("checkbox", { name: asset }).check();
  await clerk.fill({ 目的: "訪問調査で聞き取った内容を入力するため", 行き先: "東地区公民館", 返却の期限: due });
  await choose_one(clerk, "運搬の方法", "公用車");
  await clerk.page.getByRole("checkbox", { name: "鍵付きのケース等に入れる" }).check();
  await clerk.page.locator("main form button[type=submit]").first().click();
  await clerk.page.waitForURL(/applications\/takeout-/);
  return new URL(clerk.page.url()).pathname;
}

async function act(person, url, path, label, comment) {
  await person.act(url + path, label, comment);
}

async function state_of(person, url, article) {
  await person.open(`${url}/b/main/regulations/1/${encodeURIComponent(article)}`);
  return person.page.locator(".page-head .mark").first().innerText();
}

async function walk(regulation, browser) {
  const data = mkdtempSync(join(tmpdir(), "mamori-browser-"));
  let server = await start_server({ data, regulation: regulation.file });
  const picture = (name) => `${regulation.name}-${name}`;
  const arrive = async (name) => {
    const person = await Person.arrive(browser, name, pictures);
    present.add(person);
    return person;
  };
  const admin = await arrive("管理者");
  const clerk = await arrive("小川");
  const head = await arrive("高橋");
  const colleague = await arrive("山本");
  let filed;
  let ciso;
  try {
    await step("the one-time link makes the first administrator", async () => {
      await admin.open(server.first_link);
      await looks_right(admin, picture("start"));
      await admin.fill({ 氏名: "総務 花子", フリガナ: "ソウム ハナコ", ログイン名: "soumu" });
      await admin.page.locator("#password").fill(own_password);
      await admin.page.locator("#password_again").fill(own_password);
      await admin.press("登録して始める");
      await admin.page.waitForURL(/\/home/);
      await looks_right(admin, picture("home-new"));
    });

    await step("the sample organisation is taken in one click", async () => {
      await admin.open(`${server.url}/b/main/organisation`);
      await looks_right(admin, picture("organisation-empty"));
      await admin.press("見本の組織を入れる");
      await admin.page.locator("tr", { hasText: "小川 直樹" }).waitFor();
      await looks_right(admin, picture("organisation"));
    });

    if (regulation.whole) {
      await step("a roster is looked at, then taken; the pages of the organisation stand", async () => {
        const organisation = `${server.url}/b/main/organisation`;
        await admin.open(`${organisation}/roster`);
        await looks_right(admin, picture("roster"));
        const csv = "氏名,フリガナ,所属,職名\n石井 由美,,総務課,主任\n林 静,ハヤシ シズカ,住民課,主事\n";
        const file = { name: "名簿.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
        await admin.page.locator("#file").setInputFiles(file);
        await admin.press("変わるところを確かめる");
        await admin.page.locator("#group-move_person").waitFor();
        await looks_right(admin, picture("roster-preview"));
        await admin.press("この名簿のとおりに登録する");
        await admin.page.locator("tr", { hasText: "林 静" }).waitFor();
        await looks_right(admin, picture("organisation-of-a-day"));
        await admin.open(organisation);
        await admin.page.getByRole("link", { name: "石井 由美" }).click();
        await looks_right(admin, picture("person"));
        for (const page of ["absences", "emergency"]) {
          await admin.open(`${organisation}/${page}`);
          await looks_right(admin, picture(page));
        }
        await admin.open(`${server.url}/b/main/duties?of=all`);
        await looks_right(admin, picture("duties"));
        await admin.open(`${server.url}/b/main/duties/conduct-self-check`);
        await looks_right(admin, picture("duty"));
        await admin.follow("行って記録する");
        await looks_right(admin, picture("duty-form"));
      });
    }

    await step("everyone signs in with a password set from a temporary one", async () => {
      const people = [
        [clerk, "小川 直樹", "ogawa"],
        [head, "高橋 美咲", "takahashi"],
        [colleague, "山本 健", "yamamoto"],
      ];
      for (const [person, name, login] of people) {
        const slip = await issue_account(admin, server.url, name, login);
        if (person === clerk) await looks_right(admin, picture("temporary-password"));
        await first_password(person, server.url, slip);
      }
    });

    if (regulation.whole) {
      await documents({ step, looks_right, admin, clerk, head, server, picture, choose_one });
      const leaver = { person: colleague, name: "山本 健", login: "yamamoto" };
      await accounts({ step, looks_right, arrive, admin, server, picture, leaver, password: own_password });
      await incident({ step, looks_right, admin, clerk, head, server, picture });
    }

    await step("the regulation reads as a document with duties, controls and states", async () => {
      await clerk.open(`${server.url}/b/main/regulations/1`);
      await looks_right(clerk, picture("regulation"));
      const text = await clerk.text();
      for (const word of ["義務", "禁止", "運用前", "未記録", "情報セキュリティ管理者"]) {
        assert.ok(text.includes(word), `「${word}」 on the page`);
      }
      assert.equal(await state_of(clerk, server.url, regulation.article), "未記録");
    });

    if (regulation.whole) await amend({ step, looks_right, admin, server, picture });

    await step("information assets are registered with their importance", async () => {
      await register_asset(admin, server.url, "福祉ノート1号", "重要性Ⅱ");
      await register_asset(admin, server.url, "福祉タブレット", "重要性Ⅱ");
      await admin.open(`${server.url}/b/main/registers/assets`);
      await looks_right(admin, picture("register"));
    });

    await step("the form quotes the articles as the body wrote them", async () => {
      await clerk.open(`${server.url}/b/main/apply`);
      await looks_right(clerk, picture("apply"));
      await clerk.open(`${server.url}/b/main/apply/takeout`);
      await looks_right(clerk, picture("form"));
      const quotes = await clerk.page.locator(".articles").first().innerText();
      for (const place of regulation.quoted) assert.ok(quotes.includes(place), place);
    });

    await step("a clerk applies; wrong input is told at the field and nothing is lost", async () => {
      await clerk.open(`${server.url}/b/main/apply/takeout`);
      await clerk.fill({ 目的: "訪問調査", 返却の期限: "令和8年2月30日" });
      await clerk.page.locator("main form button[type=submit]").first().click();
      await clerk.page.locator(".errors").waitFor();
      await looks_right(clerk, picture("form-errors"));
      assert.equal(await clerk.page.getByLabel("目的").first().inputValue(), "訪問調査");
      const due = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
      filed = await file_takeout(clerk, server.url, "福祉ノート1号", due);
      await looks_right(clerk, picture("application-filed"));
    });

    await step("the section head, told by a notice, permits it", async () => {
      await head.open(`${server.url}/b/main/home`);
      await looks_right(head, picture("home-head"));
      assert.match(await head.text(), /小川 直樹/);
      await act(head, server.url, filed, "許可する", "車内に置いたままにしないこと。");
      await looks_right(head, picture("application-approved"));
    });

    await step("handed over, brought back, and confirmed by somebody else", async () => {
      await act(colleague, server.url, filed, "引き渡した");
      await act(clerk, server.url, filed, "返却した");
      await clerk.open(server.url + filed);
      assert.equal(await clerk.page.getByRole("button", { name: "返却を確認した" }).count(), 0);
      await act(colleague, server.url, filed, "返却を確認した", "欠けなし");
      assert.match(await colleague.text(), /返却済み/);
      await looks_right(colleague, picture("application-returned"));
    });

    if (regulation.whole) {
      await step("a single character finds what this person may see, and marks it", async () => {
        await clerk.open(`${server.url}/b/main/home`);
        await clerk.page.keyboard.press("/");
        await clerk.page.keyboard.type("ﾉｰﾄ");
        await clerk.page.keyboard.press("Enter");
        await clerk.page.locator(".found mark", { hasText: "ノート" }).first().waitFor();
        await looks_right(clerk, picture("search"));
        await clerk.open(`${server.url}/b/main/search?q=${encodeURIComponent("鷲鷺")}`);
        assert.match(await clerk.text(), /見つかりませんでした/);
        await looks_right(clerk, picture("search-none"));
      });
    }

    await step("the article shows its living evidence and is satisfied", async () => {
      assert.equal(await state_of(clerk, server.url, regulation.article), "満たしている");
      await looks_right(clerk, picture("place"));
      const evidence = await clerk.page.locator("#evidence").innerText();
      for (const word of ["許可", "引渡し", "返却の確認"]) assert.ok(evidence.includes(word), word);
      await admin.open(`${server.url}/b/main/ledger`);
      await looks_right(admin, picture("ledger"));
      await admin.page.locator("tbody a").first().click();
      await looks_right(admin, picture("record"));
    });

    if (regulation.whole) {
      await step("the checkpoint is printed, and that it was kept is recorded", async () => {
        await admin.open(`${server.url}/b/main/ledger/checkpoints`);
        await looks_right(admin, picture("checkpoints-empty"));
        await admin.follow("紙に控える");
        await admin.page.locator("#act-keep-label").click();
        await admin.fill({ 紙を保管する場所: "会計課の金庫", 確認者の氏名: "鈴木 一郎" });
        await looks_right(admin, picture("checkpoint-sheet"));
        await admin.page.pdf({ path: `${admin.pictures}/${picture("checkpoint-sheet")}.pdf` });
        await admin.press("紙に控えたことを記録する", admin.page.locator("#act-keep"));
        assert.match(await admin.text(), /会計課の金庫/);
        await looks_right(admin, picture("checkpoints"));
      });

      await step("a thing is erased by three people, and its page says by whose leave", async () => {
        ciso = await arrive("大野");
        await first_password(ciso, server.url, await issue_account(admin, server.url, "大野 隆", "ohno"));
        await admin.open(`${server.url}/b/main/retention`);
        await looks_right(admin, picture("retention"));
        await head.open(server.url + filed);
        await head.follow("消去を申請する");
        await choose_one(head, "理由", "法令による請求");
        await head.fill({ 根拠と確かめたこと: "利用停止の請求による" });
        await looks_right(head, picture("erasure-form"));
        await head.page.locator("main form button[type=submit]").first().click();
        await head.page.waitForURL(/applications\/erasure-/);
        const asked = new URL(head.page.url()).pathname;
        await act(ciso, server.url, asked, "承認する");
        await act(admin, server.url, asked, "内容を消去する");
        await looks_right(admin, picture("erasure-done"));
        await admin.open(server.url + filed);
        assert.match(await admin.text(), /「法令による請求」により消去されました/);
        await looks_right(admin, picture("erased"));
        await admin.open(`${server.url}/b/main/retention?show=erased`);
        await looks_right(admin, picture("retention-erased"));
      });

      const people = { clerk, head, colleague, ciso };
      await step("those who decide for the whole body sign in", async () => {
        people.general = await arrive("田中");
        people.system = await arrive("西村");
        await first_password(people.general, server.url, await issue_account(admin, server.url, "田中 恵子", "tanaka"));
        await first_password(people.system, server.url, await issue_account(admin, server.url, "西村 亮", "nishimura"));
      });
      await ten_procedures({ step, looks_right, server, picture, people });
    }

    await step("overdue shows, is told in the inbox, and turns the article", async () => {
      const due = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
      const late = await file_takeout(clerk, server.url, "福祉タブレット", due);
      await act(head, server.url, late, "許可する");
      await act(colleague, server.url, late, "引き渡した");
      await server.stop();
      server = await start_server({ data, days_later: 10 });
      await clerk.sign_in(server.url, "ogawa", own_password);
      await clerk.open(`${server.url}/b/main/notices`);
      assert.match(await clerk.text(), /返却期限超過/);
      await looks_right(clerk, picture("notices"));
      await clerk.open(server.url + late);
      await looks_right(clerk, picture("application-overdue"));
      assert.equal(await state_of(clerk, server.url, regulation.article), "期限超過");
      await clerk.open(`${server.url}/b/main/home`);
      await looks_right(clerk, picture("home-overdue"));
    });
  } finally {
    for (const person of present) await person.page.context().close();
    present.clear();
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** The path of a real regulation; undefined where they are not at hand. */
function find_seed(prefix) {
  if (!existsSync(seeds)) return undefined;
  const name = readdirSync(seeds).find((file) => file.startsWith(prefix));
  return name && join(seeds, name);
}

function find_regulation(regulation) {
  if (!regulation.prefix) return true;
  regulation.file = find_seed(regulation.prefix);
  return Boolean(regulation.file);
}

async function walk_bodies(browser) {
  console.log("two bodies");
  if (!find_seed("002_") || !find_seed("004_")) {
    console.log("  skipped: the real regulations are not at hand; two texts of our own instead");
    tally.skipped += 1;
  }
  const arrive = async (name) => {
    const person = await Person.arrive(browser, name, pictures);
    present.add(person);
    return person;
  };
  await walk_two_bodies({ step, looks_right, arrive, find: find_seed }).catch(() => {});
  present.clear();
}

async function walk_what_protects(browser) {
  console.log("handling, labels and exceptions");
  const arrive = async (name) => {
    const person = await Person.arrive(browser, name, pictures);
    present.add(person);
    return person;
  };
  const tools = { arrive, issue_account, first_password, register_asset, password: own_password };
  await walk_protecting({ step, looks_right, ...tools }).catch(() => {});
  for (const person of present) await person.page.context().close();
  present.clear();
}

mkdirSync(pictures, { recursive: true });
execFileSync("chromium", ["--version"], { stdio: "inherit" });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const only = process.argv[2];
for (const regulation of regulations.filter(({ name }) => !only || name === only)) {
  console.log(`regulation ${regulation.name}`);
  if (!find_regulation(regulation)) {
    console.log("  skipped: the real regulations are not at hand");
    tally.skipped += 1;
    continue;
  }
  await walk(regulation, browser).catch(() => {});
}
if (!only || only === "bodies") await walk_bodies(browser);
if (!only || only === "protecting") await walk_what_protects(browser);
await browser.close();
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed || !tally.passed ? 1 : 0;
