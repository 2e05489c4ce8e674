import { list_wish_of } from "../logic/list_keys.ts";
import { keys_are_on, press_of } from "./keyboard.ts";

/** A list of entries: keys to go through its rows, and what is said of those chosen. */
export class MamoriList extends HTMLElement {
  private readonly on_key = (event: KeyboardEvent) => this.press(event);

  connectedCallback(): void {
    for (const row of this.rows()) row.tabIndex = -1;
    this.add_choose_all();
    this.addEventListener("change", () => this.show_chosen());
    this.show_chosen();
    // On the document: the first key leads into the list.
    document.addEventListener("keydown", this.on_key);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.on_key);
  }

  private rows(): HTMLTableRowElement[] {
    return [...this.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  }

  private boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('input[name="entry"]')];
  }

  private press(event: KeyboardEvent): void {
    if (event.defaultPrevented || !keys_are_on()) return;
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLTableRowElement>("mamori-list tbody tr") ?? null;
    const wish = list_wish_of(press_of(event), row !== null);
    if (!wish) return;
    const done =
      wish === "next" || wish === "previous"
        ? this.move(row, wish === "next" ? 1 : -1)
        : wish === "choose"
          ? this.push(row?.querySelector<HTMLElement>('input[name="entry"]'))
          : wish === "open"
            ? this.push(row?.querySelector<HTMLElement>("th a"))
            : wish === "search"
              ? this.search()
              : this.push(this.page_link(wish === "next_page" ? "next" : "prev"));
    if (done) event.preventDefault();
  }

  private move(from: HTMLTableRowElement | null, step: number): boolean {
    const rows = this.rows();
    const at = from ? rows.indexOf(from) + step : 0;
    const next = rows[Math.max(0, Math.min(rows.length - 1, at))];
    next?.focus();
    return next !== undefined;
  }

  private push(target: HTMLElement | null | undefined): boolean {
    target?.click();
    return target !== null && target !== undefined;
  }

  private page_link(direction: "next" | "prev"): HTMLElement | null {
    return document.querySelector<HTMLElement>(`.pages a[rel="${direction}"]`);
  }

  private search(): boolean {
    const input = document.querySelector<HTMLInputElement>("#list-search");
    input?.focus();
    input?.select();
    return input !== null;
  }

  private add_choose_all(): void {
    const heading = this.querySelector("[data-choose-all]");
    if (!heading || heading.querySelector("input")) return;
    const label = document.createElement("label");
    label.className = "table__tick";
    const box = document.createElement("input");
    box.type = "checkbox";
    const text = document.createElement("span");
    text.className = "visually-hidden";
    text.textContent = "このページの行をすべて選ぶ";
    label.append(box, text);
    heading.replaceChildren(label);
    box.addEventListener("change", () => {
      for (const one of this.boxes()) one.checked = box.checked;
    });
  }

  private show_chosen(): void {
    const count = this.boxes().filter((box) => box.checked).length;
    const bar = this.querySelector<HTMLElement>(".entry-list__chosen");
    const text = bar?.querySelector("[data-chosen]");
    if (!bar || !text) return;
    bar.hidden = count === 0;
    text.textContent = `選んだ${count}件だけを`;
  }
}
