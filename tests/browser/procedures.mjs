// The walk through ten procedures of different shape, each by different people. Those who have not been there yet come
// once and stay; what is registered beforehand is sent as a program would send it.
import assert from "node:assert/strict";

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What the program answers to a program, in the session of the person; `sent` is posted as a form. */
async function ask(person, address, sent) {
  return person.page.evaluate(
    async ([path, values]) => {
      const how = { headers: { Accept: "application/json" } };
      if (values) Object.assign(how, { method: "POST", body: new URLSearchParams(values) });
      return (await fetch(path, how)).json();
    },
    [address, sent],
  );
}

/** Registers an information asset of the person's own section; nobody looks at that form here. */
async function register(person, section, name, kind, importance) {
  const { form, shell } = await ask(person, "/b/main/registers/assets/new");
  const sections = form.fields.find((field) => field.name === "section").options;
  const of = sections.find((option) => option.label === section).value;
  const done = await ask(person, form.action, { name, kind, importance, section: of, csrf: shell.csrf });
  assert.ok(done.record, JSON.stringify(done));
}

/** Registers an information system that the person of this name manages. */
async function register_system(person, section, name, manager) {
  const { form, shell } = await ask(person, "/b/main/registers/systems/new");
  const option = (field, label) =>
    form.fields.find((one) => one.name === field).options.find((one) => one.label.includes(label)).value;
  const done = await ask(person, form.action, {
    name, purpose: "起案と決裁", section: option("section", section), manager: option("manager", manager), importance: "2",
    personal: "no", zone: "lgwan", status: "running", started_on: day(-200), csrf: shell.csrf,
  });
  assert.ok(done.record, JSON.stringify(done));
}

/** An application from its form to its page; the address of the application. */
async function file(person, url, procedure, values, look) {
  await person.open(`${url}/b/main/apply/${procedure}`);
  await person.fill_in(values);
  await look(person, `${procedure}-form`);
  await person.page.locator("main form button[type=submit]").first().click();
  await person.page.waitForURL(new RegExp(`applications/${procedure}-`));
  return person.page.url();
}

/** Of the 決裁欄: one line for each box, with what stands in it. */
async function boxes(person) {
  return (await person.page.locator(".route__step").allInnerTexts()).map((text) => text.replaceAll("\n", " "));
}

export async function ten_procedures({ step, looks_right, server, picture, people }) {
  const { clerk, head, colleague, ciso, general, system } = people;
  const url = server.url;
  const look = (person, label) => looks_right(person, picture(`ten-${label}`));
  const state = async (person) => (await person.page.locator(".page-head .chip--large").innerText()).replace(/^\S\s/, "");

  await step("things to apply for are registered", async () => {
    await register(head, "福祉課", "面談室の複合機", "multifunction", "2");
    await register(head, "福祉課", "福祉端末5号", "terminal", "3");
    await register(head, "福祉課", "名簿の写し", "data", "2");
    await register_system(general, "総務課", "文書管理システム", "西村 亮");
  });

  await step("one decision: data are given to another body", async () => {
    const application = await file(clerk, url, "provision", {
      提供するもの: ["名簿の写し"], 提供する相手: "県市町村課", 目的: "統計調査への回答のため",
      個人情報: "含まない", 渡す方法: "電子メール", 保護のための措置: ["暗号化する"],
    }, look);
    await head.act(application, "許可する");
    await clerk.act(application, "提供した", { 受け取った人: "県市町村課 川口", 行った措置: "暗号化して送った" });
    assert.equal(await state(clerk), "提供済み");
    await look(clerk, "provision");
  });

  await step("two decide together: software is put in when both have agreed", async () => {
    const application = await file(colleague, url, "software", {
      ソフトウェアの名称と版: "図面閲覧 3.1", 提供元: "見森システム", 使う業務: "住宅改修の図面の確認",
      入れる端末: ["福祉端末5号"], ライセンス: "購入する・購入済み", 提供元の更新: "続いている",
    }, look);
    await system.act(application, "許可する（情報システム管理者として）");
    assert.notEqual(await state(system), "許可・導入待ち");
    await look(system, "software-one-of-two");
    await general.act(application, "許可する（統括として）");
    await system.act(application, "入れた", { "ライセンスの番号・保管場所": "証書 第7号（鍵付きの棚）" });
    assert.equal(await state(system), "導入済み");
    await look(system, "software");
  });

  await step("by condition: what the general manager must agree to is not asked otherwise; the register follows", async () => {
    const application = await file(colleague, url, "disposal", {
      廃棄するもの: ["面談室の複合機"], 何をするか: "複合機の使用を終える", 理由: "機器の更新のため", 方法: "上書きなどで消す",
      行うのは: "事業者",
    }, look);
    await look(colleague, "disposal-filed");
    await head.act(application, "許可する");
    await general.act(application, "許可する");
    await clerk.act(application, "廃棄した", { 立ち会った人: "高橋 美咲", 証明書の番号: "証-12", 処理の内容: "記憶装置を上書きして引き取られた" });
    await colleague.act(application, "廃棄を確認した");
    assert.equal(await state(colleague), "廃棄を確認");
    await look(colleague, "disposal");
    await colleague.page.getByRole("link", { name: "面談室の複合機" }).first().click();
    await colleague.page.waitForURL(/registers\/assets\//);
    assert.match(await colleague.text(), /廃棄・返却した日/);
    await look(colleague, "disposal-entry");
  });

  await step("sent back with a reason, put right, and carried out", async () => {
    const application = await file(clerk, url, "user_id", {
      すること: "登録", システム: "文書管理システム", 使う人: "小川 直樹", IDの種類: "一人で使うID", 業務上の必要: "仕事で使う",
    }, look);
    await head.act(application, "差し戻す", "どの仕事で使うかを書いてください。");
    await look(head, "user_id-sent-back");
    await clerk.open(application);
    await clerk.follow("直して申請し直す");
    await clerk.fill_in({ 業務上の必要: "福祉の決定通知を起案するため" });
    await clerk.page.locator("main form button[type=submit]").first().click();
    await clerk.page.waitForURL(application);
    await head.act(application, "承認する");
    await system.act(application, "許可する");
    await system.act(application, "登録・変更・抹消をした", { ID: "ogawa-n", 仮パスワード: "本人に渡した（最初に変えさせる）" });
    assert.equal(await state(system), "作業済み");
    await look(system, "user_id");
  });

  await step("lent and checked before it comes back into the network", async () => {
    const application = await file(colleague, url, "mobile_lending", {
      借りる端末: ["福祉端末5号"], 使う業務: "訪問先での聞き取り", 返す日: day(10),
    }, look);
    await head.act(application, "承認する");
    await system.act(application, "許可する");
    await system.act(application, "設定をして引き渡した", { 行った設定: ["画面のロック", "暗号化"] });
    await system.open(application);
    await look(system, "mobile_lending-lent");
    await system.act(application, "返却を受け、点検した", { 確かめたこと: ["ウイルスに感染していない", "更新が適用されている"] });
    assert.equal(await state(system), "返却・点検済み");
  });

  await step("work of two: each confirms the other", async () => {
    const application = await file(system, url, "system_work", {
      システム: "文書管理システム", いっしょに作業した人: "田中 恵子", 作業の種類: "日常の運用", 作業の内容: "空き容量の確認", 結果: "異常なし",
    }, look);
    await system.act(application, "確認する（申請者として）");
    assert.notEqual(await state(system), "相互に確認済み");
    await general.act(application, "確認する（いっしょに作業した人として）");
    assert.equal(await state(general), "相互に確認済み");
    await look(general, "system_work");
  });

  await step("an exception, for a time, with something else instead", async () => {
    const application = await file(head, url, "exception", {
      守れない決まり: "2名以上での作業", 範囲: "団体全体", 範囲の説明: "福祉課の窓口端末1台", 守れない理由: "業務システムが対応していないため", とる方法: "別の方法をとる",
      代わりの措置: "外部との接続を切り、毎週点検する", 関わる情報の重要性: "重要性Ⅱ", 終わりの日: day(120),
    }, look);
    await general.act(application, "承認する");
    await look(general, "exception-half-way");
    await ciso.act(application, "許可する");
    assert.equal(await state(ciso), "例外中");
    await look(ciso, "exception");
  });

  await step("an emergency: done first, then reported, then recognised", async () => {
    const application = await file(head, url, "emergency_exception", {
      守らなかった決まり: "支給以外の端末の利用", 範囲: "団体全体", したこと: "避難所の受付に私物の端末を使った", 急を要した理由: "停電で端末が使えなかったため", 規程どおりに戻す日: day(3),
    }, look);
    assert.equal(await state(head), "報告待ち");
    assert.match((await boxes(head)).join("／"), /結果の報告.*CISOの事後の承認/);
    await look(head, "emergency_exception-told");
    await head.act(application, "結果を報告する", { 結果と影響: "10人分を受け付けた。漏えいはない。", 規程どおりに戻したか: "戻した" });
    await ciso.act(application, "承認する");
    assert.equal(await state(ciso), "事後承認");
    await look(ciso, "emergency_exception");
  });

  await step("one's own device: permitted, used, and seen to be empty by somebody else", async () => {
    const application = await file(clerk, url, "own_device", {
      使うもの: "自分のタブレット（末尾 77）", 必要な理由: "現地で図面を見るため", 扱う情報の重要性: "重要性Ⅲ",
      講じた措置: ["画面のロック", "ウイルス対策ソフト（最新）", "更新（パッチ）の適用"], 終わりの日: day(60),
    }, look);
    await head.act(application, "許可する");
    await clerk.act(application, "使い終わり、業務の情報を消した");
    assert.equal(await clerk.page.getByRole("button", { name: "消えていることを確認した" }).count(), 0);
    await colleague.act(application, "消えていることを確認した");
    assert.equal(await state(colleague), "終了");
  });

  await step("what the absence of the CISO would stop is told first, and then it waits", async () => {
    await ciso.open(`${url}/b/main/organisation/absences`);
    await ciso.fill_in({ 最後の日: day(2) });
    await ciso.press("不在を登録する");
    // Some procedures nobody could carry through meanwhile: the page says which, and asks.
    await ciso.page.getByLabel("承知のうえで進める").first().check();
    await look(ciso, "absence-would-stop");
    await ciso.press("不在を登録する");
    const application = await file(system, url, "external_network", {
      つなぐ相手のネットワーク: "県共同利用システム網", 相手の管理責任者: "県情報政策課", 目的: "共同利用システムの利用",
      調べたこと: ["ネットワークの構成", "機器の構成", "セキュリティ技術", "庁内への影響がないこと"], 損害賠償責任: "契約に書いた",
      インターネットへの公開: "公開しない", 契約の終わりの日: day(200),
    }, look);
    // A connection is no breach that cannot wait: who decides as 統括 does not take the CISO's seat as well.
    await general.open(application);
    assert.equal(await general.page.getByRole("button", { name: "許可する（CISOとして）" }).count(), 0);
    await look(general, "external_network");
  });
}
