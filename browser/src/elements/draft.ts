import { type Draft, drop_draft, find_draft, keep_draft } from "../logic/draft.ts";
import { wareki_day } from "../logic/wareki.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const sent_key = "mamori-sent";

/** Around a form: keeps what was typed until it is sent, and offers it again. */
export class MamoriDraft extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    const key = this.getAttribute("key");
    if (!form || !key) return;
    // The server gave the form back with errors and all values: that is newer than any draft.
    const returned = form.querySelector("[aria-invalid], .field--wrong") !== null;
    const draft = returned ? null : find_draft(localStorage, key, new Date());
    if (draft) this.offer(form, key, draft);
    let timer = 0;
    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => keep_draft(localStorage, key, read(form)), 400);
    });
    form.addEventListener("submit", () => {
      window.clearTimeout(timer);
      sessionStorage.setItem(sent_key, key);
    });
  }

  private offer(form: HTMLFormElement, key: string, draft: Draft): void {
    const notice = document.createElement("div");
    notice.className = "draft";
    const text = document.createElement("p");
    text.textContent = `前に書きかけた内容が、この端末に残っています（${when(draft.saved_at)}）。`;
    const go_on = make_button("続きから書く", () => {
      write(form, draft);
      notice.remove();
    });
    const forget = make_button("捨てて新しく書く", () => {
      drop_draft(localStorage, key);
      notice.remove();
    });
    notice.append(text, go_on, forget);
    this.prepend(notice);
  }
}

/** On every page: only an answer that says the act was done lets go of the draft that was sent. */
export function settle_sent_draft(): void {
  const key = sessionStorage.getItem(sent_key);
  if (key === null) return;
  sessionStorage.removeItem(sent_key);
  if (document.querySelector(".flash--success")) drop_draft(localStorage, key);
}

function make_button(label: string, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

function when(iso: string): string {
  const date = new Date(iso);
  const day = wareki_day({
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
  });
  return `${day} ${date.getHours()}時${String(date.getMinutes()).padStart(2, "0")}分`;
}

function controls(form: HTMLFormElement): Control[] {
  const found = form.querySelectorAll<Control>("input[name], textarea[name], select[name]");
  return [...found].filter((one) => !["hidden", "password", "file"].includes(one.type));
}

function is_box(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

function read(form: HTMLFormElement): Draft {
  const values: Record<string, string[]> = {};
  for (const control of controls(form)) {
    const list = (values[control.name] ??= []);
    if (!is_box(control) || control.checked) list.push(control.value);
  }
  return { saved_at: new Date().toISOString(), values };
}

function write(form: HTMLFormElement, draft: Draft): void {
  for (const control of controls(form)) {
    const list = draft.values[control.name] ?? [];
    if (is_box(control)) control.checked = list.includes(control.value);
    else control.value = list[0] ?? "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
