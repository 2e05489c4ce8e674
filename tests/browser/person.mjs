// A person at a browser of their own: finds things by what is written on them, as people do.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wide = { width: 1440, height: 1000 };
const narrow = { width: 390, height: 844 };

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

export class Person {
  constructor(name, page, pictures) {
    this.name = name;
    this.page = page;
    this.pictures = pictures;
    this.console_errors = [];
    page.on("console", (message) => {
      // A refused act answers 4xx on purpose; the browser notes every such answer.
      const expected = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !expected) this.console_errors.push(message.text());
    });
    page.on("pageerror", (error) => this.console_errors.push(String(error)));
  }

  static async arrive(browser, name, pictures) {
    // bypassCSP only lets axe be put into the page; what the policy stops is tested without it.
    const context = await browser.newContext({ viewport: wide, locale: "ja-JP", bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000); // a machine may be slow; that is not what is tested
    return new Person(name, page, pictures);
  }

  async open(url) {
    await this.page.goto(url);
  }

  async follow(label) {
    await this.page.getByRole("link", { name: label }).first().click();
    await this.page.waitForLoadState();
  }

  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) {
      await this.page.getByLabel(label, { exact: false }).first().fill(value);
    }
  }

  async choose(label, option) {
    await this.page.getByLabel(label, { exact: false }).first().selectOption({ label: option });
  }

  /** Presses a button; answers the question before something that cannot be undone. */
  async press(label, within = this.page) {
    await within.getByRole("button", { name: label, exact: true }).first().click();
    const dialog = this.page.locator("dialog[open]");
    if (await dialog.count()) {
      // The form is sent only after the dialog has closed: a click does not wait for that page.
      const next = this.page.waitForEvent("framenavigated");
      await dialog.locator('button[value="yes"]').click();
      await next;
    }
    await this.page.waitForLoadState();
  }

  /** Fills in by what the fields are called: a text is written or chosen, a list is ticked. */
  async fill_in(values, within = this.page.locator("main")) {
    for (const [label, value] of Object.entries(values)) {
      const name = new RegExp(`^\\s*${escaped(label)}\\s*(※?必須|任意)?\\s*$`);
      const group = within.getByRole("group", { name });
      if (await group.count()) {
        for (const one of [value].flat()) await group.first().getByLabel(new RegExp(escaped(one))).first().check();
        continue;
      }
      const field = within.getByLabel(name).first();
      const is_list = (await field.evaluate((element) => element.tagName)) === "SELECT";
      if (!is_list) await field.fill(value);
      else await field.selectOption(await field.locator("option", { hasText: value }).first().getAttribute("value"));
    }
  }

  /** Does what the page of an application offers; a text goes into the field for one. */
  async act(address, label, values = {}) {
    await this.open(address);
    const button = this.page.locator("button[type=submit]", { hasText: new RegExp(`^\\s*${escaped(label)}\\s*$`) });
    const form = this.page.locator("form.act__form").filter({ has: button }).first();
    const summary = form.locator("summary");
    if (await summary.count()) await summary.click();
    if (typeof values === "string") await form.locator("textarea").first().fill(values);
    else await this.fill_in(values, form);
    await form.locator("button[type=submit]").click();
    const dialog = this.page.locator("dialog[open]");
    if (await dialog.count()) await dialog.locator('button[value="yes"]').click();
    await this.page.locator(".flash--success").waitFor();
  }

  async text() {
    return this.page.locator("body").innerText();
  }

  async sign_in(url, login, password) {
    await this.open(`${url}/b/main/sign-in`);
    await this.fill({ ログイン名: login });
    await this.page.locator("#password").fill(password);
    await this.press("サインインする");
  }

  /** Checks accessibility, takes the pictures, and returns what axe found. */
  async look(label) {
    await this.page.evaluate(axe_source);
    const found = await this.page.evaluate(() =>
      globalThis.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }),
    );
    await this.page.screenshot({ path: `${this.pictures}/${label}-wide.png`, fullPage: false });
    await this.page.setViewportSize(narrow);
    const too_wide = await this.page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.querySelectorAll("main *, header *, footer *")]
        .filter((element) => element.getBoundingClientRect().right > width)
        .map((element) => `too wide for a narrow screen: ${element.outerHTML.slice(0, 120)}`)
        .slice(-3);
    });
    await this.page.screenshot({ path: `${this.pictures}/${label}-narrow.png`, fullPage: false });
    await this.page.setViewportSize(wide);
    const findings = found.violations.map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(" ")}`,
    );
    return [...findings, ...too_wide];
  }
}
