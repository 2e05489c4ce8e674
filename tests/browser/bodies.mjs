// Two bodies on one installation, set up by one person in one browser: each with its own
// regulation, its own session, and nothing of the other.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { program, start_server } from "./server.mjs";

const password = "しずかな海辺の散歩道-7391";
const own_text = (name) => `${name}情報管理要綱
（持ち出し）
第1条　職員は、端末を庁舎の外へ持ち出すときは、課長の許可を受けなければならない。
（記録）
第2条　課長は、持ち出した端末の番号と期間を記録しなければならない。
`;

/** The regulations at hand, or two short ones of our own. */
function towns_of(find, data) {
  const towns = [
    { slug: "s2", name: "東の広域連合", file: find("002_") },
    { slug: "s4", name: "西の市", file: find("004_") },
  ];
  for (const town of towns) {
    if (town.file) continue;
    town.file = join(data, `${town.slug}.txt`);
    writeFileSync(town.file, own_text(town.name));
  }
  return towns;
}

function add(data, { slug, name, file }) {
  const own = ["body", "add", slug, "--data", data, "--name", name, "--regulation", file];
  execFileSync(program, own);
}

async function begin(person, server, town) {
  await person.open(server.first_link_of(town.slug));
  await person.fill({ 氏名: "総務 花子", フリガナ: "ソウム ハナコ", ログイン名: "soumu" });
  await person.page.locator("#password").fill(password);
  await person.page.locator("#password_again").fill(password);
  await person.press("登録して始める");
  await person.page.waitForURL(new RegExp(`/b/${town.slug}/home`));
  await person.open(`${server.url}/b/${town.slug}/organisation`);
  await person.press("見本の組織を入れる");
  await person.page.locator("tr", { hasText: "小川 直樹" }).waitFor();
}

export async function walk_two_bodies({ step, looks_right, arrive, find }) {
  const data = mkdtempSync(join(tmpdir(), "mamori-bodies-"));
  const towns = towns_of(find, data);
  for (const town of towns) add(data, town);
  const server = await start_server({ data });
  const person = await arrive("二団体");
  const home = (town) => `${server.url}/b/${town.slug}/home`;
  const header = () => person.page.locator(".head__body").innerText();
  try {
    await step("the front page asks for the body and names none", async () => {
      await person.open(server.url);
      await looks_right(person, "bodies-front");
      for (const town of towns) assert.ok(!(await person.text()).includes(town.name));
      await person.fill({ 団体の短い名前: "s4" });
      await person.press("開く");
      await person.page.waitForURL(/\/b\/s4\/sign-in/);
    });

    await step("both are set up in one browser, each in its own name", async () => {
      for (const town of towns) await begin(person, server, town);
      for (const town of towns) {
        await person.open(home(town));
        assert.equal(await header(), town.name);
      }
    });

    await step("each shows its own regulation, and the same procedure runs in both", async () => {
      const titles = [];
      for (const town of towns) {
        await person.open(`${server.url}/b/${town.slug}/regulations/1`);
        titles.push(await person.page.locator("h1").innerText());
        await person.open(`${server.url}/b/${town.slug}/apply/takeout`);
        assert.match(await person.text(), /持ち出し/);
      }
      assert.notEqual(titles[0], titles[1]);
    });

    await step("what is shared with others is said on a page", async () => {
      await person.open(`${server.url}/b/s2/sharing`);
      await looks_right(person, "bodies-sharing");
      await person.open(`${server.url}/b/s4/members`);
      await looks_right(person, "bodies-members");
    });

    await step("signing out of one leaves the other", async () => {
      await person.open(home(towns[0]));
      await person.page.locator(".menu summary").click();
      await person.press("サインアウトする");
      await person.open(home(towns[0]));
      await person.page.waitForURL(/\/b\/s2\/sign-in/);
      await person.open(home(towns[1]));
      assert.equal(await header(), towns[1].name);
    });
  } finally {
    await person.page.context().close();
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
