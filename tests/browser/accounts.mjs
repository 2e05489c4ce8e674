// The walk through accounts: what somebody sees of their own, a second factor registered and shown, a passkey that signs
// in alone, a leaver whose account is closed.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an authenticator app shows for this secret (RFC 6238). */
function totp(secret, at = Date.now()) {
  const bits = [...secret.replaceAll(/[^A-Z2-7]/g, "")]
    .map((letter) => base32.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** An authenticator in the browser itself, with a finger always at hand. */
async function give_authenticator(person) {
  const session = await person.page.context().newCDPSession(person.page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

export async function accounts({ step, looks_right, arrive, admin, server, picture, leaver, password }) {
  const setup = `${server.url}/b/main/account/second-factor`;

  await step("one's own account shows where one is signed in and what was done", async () => {
    await admin.open(`${server.url}/b/main/account`);
    await looks_right(admin, picture("account"));
    assert.match(await admin.text(), /この画面/);
    await admin.open(`${server.url}/b/main/accounts`);
    await looks_right(admin, picture("accounts"));
    await admin.open(`${server.url}/b/main/accounts/events`);
    await looks_right(admin, picture("account-events"));
    await admin.open(`${server.url}/b/main/accounts/rules`);
    await looks_right(admin, picture("account-rules"));
  });

  await step("an authenticator app is registered, and its code asked for at the next sign-in", async () => {
    await admin.open(setup);
    await admin.press("認証アプリを登録する");
    await admin.page.locator("summary", { hasText: "文字で入れる" }).click();
    const secret = await admin.page.locator(".factor__secret").innerText();
    await looks_right(admin, picture("factor-setup"));
    await admin.page.locator("#code").fill(totp(secret));
    await admin.press("登録する");
    await admin.page.locator(".recovery-codes").waitFor();
    const codes = await admin.page.locator(".recovery-codes li").allInnerTexts();
    assert.equal(codes.length, 10);
    await looks_right(admin, picture("recovery-codes"));
    const elsewhere = await arrive("管理者の別の画面");
    await elsewhere.sign_in(server.url, "soumu", password);
    await elsewhere.page.locator("#code").waitFor();
    await looks_right(elsewhere, picture("second-factor"));
    await elsewhere.page.locator("#code").fill(codes[0]);
    await elsewhere.press("確かめる");
    await elsewhere.page.waitForURL(/\/home/);
  });

  await step("a passkey is registered and signs in alone", async () => {
    // A passkey belongs to a name of a host: 127.0.0.1 is none.
    const named = server.url.replace("127.0.0.1", "localhost");
    const person = await arrive("小川の鍵");
    await give_authenticator(person);
    await person.sign_in(named, "ogawa", password);
    await person.page.waitForURL(/\/home/);
    await person.open(`${named}/b/main/account/second-factor`);
    await person.fill({ パスキーの名前: "机のパソコン" });
    await person.page.getByRole("button", { name: "パスキーを登録する" }).click();
    await person.page.locator(".recovery-codes").waitFor();
    await person.follow("しまったので、続ける");
    await person.page.locator(".passkeys", { hasText: "机のパソコン" }).waitFor();
    await looks_right(person, picture("passkeys"));
    await person.page.locator("details.menu summary").click();
    await person.press("サインアウトする");
    await person.open(`${named}/b/main/sign-in`);
    await looks_right(person, picture("sign-in-passkey"));
    await person.page.getByRole("button", { name: "パスキーでサインインする" }).click();
    await person.page.waitForURL(/\/home/);
    assert.match(await person.text(), /小川 直樹/);
    await person.open(`${named}/b/main/account/second-factor`);
    await person.press(/^消す/, person.page.locator(".passkeys"));
    await person.page.locator(".flash--success").waitFor();
  });

  await step("the account of a leaver is closed, and their screens with it", async () => {
    await admin.open(`${server.url}/b/main/accounts`);
    await admin.follow(leaver.name);
    await admin.page.locator("#act-lock-label").click();
    await admin.page.locator("#lock-reason").fill("退職のため");
    await looks_right(admin, picture("account-person"));
    await admin.press("アカウントを止める", admin.page.locator("#act-lock"));
    await admin.page.locator(".flash--success").waitFor();
    await leaver.person.open(`${server.url}/b/main/home`);
    assert.match(leaver.person.page.url(), /sign-in/);
    await admin.page.locator("#act-lock-label").click();
    await admin.press("アカウントを再び使えるようにする", admin.page.locator("#act-lock"));
    await leaver.person.sign_in(server.url, leaver.login, password);
    await leaver.person.page.waitForURL(/\/home/);
  });
}
