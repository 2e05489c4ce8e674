import { found_row, type Found } from "./found_row.ts";
import { finds } from "../logic/text.ts";
import { make_search_box, type SearchBox } from "./search_box.ts";

const few = 5; // a list this short needs no search
const pause_ms = 250; // after the last sign typed, before the program is asked

/** A list of things to tick: adds a search box and says what is chosen. With `search`, the address that finds more than
 * stands there, the program is asked; what was ticked stays. With `choosing="one"` only one can be ticked. */
export class MamoriPicker extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    if (this.querySelector(".picker__count")) return;
    const count = document.createElement("p");
    count.className = "picker__count";
    count.setAttribute("role", "status");
    this.append(count);
    const tell = () => (count.textContent = this.chosen_in_words());
    this.addEventListener("change", tell);
    tell();
    if (this.rows().length > few || this.hasAttribute("search")) this.add_search();
  }

  private rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".picker__list .choice")];
  }

  private is_for_one(): boolean {
    return this.getAttribute("choosing") === "one";
  }

  private unit(): string {
    return this.getAttribute("unit") ?? "件";
  }

  private chosen_in_words(): string {
    const chosen = this.rows().filter(is_ticked);
    if (chosen.length === 0) return "まだ選んでいません";
    if (!this.is_for_one()) return `${chosen.length}${this.unit()}を選んでいます`;
    const words = chosen[0]?.querySelector(".choice__text")?.cloneNode(true) as HTMLElement;
    words.querySelector(".choice__detail")?.remove();
    return `${words.textContent?.trim()}を選んでいます`;
  }

  private add_search(): void {
    const label = this.getAttribute("label") ?? "";
    const by = this.getAttribute("by") ?? "番号や名称";
    const box = make_search_box(`${label}を${by}で探す`, "picker__tools");
    const address = this.getAttribute("search");
    box.input.addEventListener("input", () => {
      if (address === null) this.narrow(box);
      else this.ask_soon(box, address);
    });
    this.prepend(box.root);
    // What is typed there without scripts is typed into the search box now. It stays, empty, so that a form with nobody
    // chosen still says that it asks.
    const typed = this.querySelector<HTMLElement>(".picker__typed");
    if (typed) typed.hidden = true;
    this.require_one();
  }

  private require_one(): void {
    if (!this.hasAttribute("required")) return;
    for (const box of this.querySelectorAll<HTMLInputElement>(".picker__list input")) box.required = true;
  }

  private narrow(box: SearchBox): void {
    const query = box.input.value;
    const rows = this.rows();
    for (const row of rows) row.hidden = !is_ticked(row) && !finds(row.textContent ?? "", query);
    const shown = rows.filter((row) => !row.hidden).length;
    box.say(query === "" ? "" : `${shown}${this.unit()}を表示しています`);
  }

  private ask_soon(box: SearchBox, address: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(box, address), pause_ms);
  }

  private async ask(box: SearchBox, address: string): Promise<void> {
    const query = box.input.value;
    const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || query !== box.input.value) return; // something else is being looked for by now
    const { options, left } = (await answer.json()) as { options: Found[]; left: number };
    const ticked = this.rows().filter(is_ticked);
    const known = new Set(ticked.map((row) => row.querySelector("input")?.value));
    const name = this.getAttribute("name") ?? "";
    const type = this.is_for_one() ? "radio" : "checkbox";
    const found = options.filter((option) => !known.has(option.value)).map((option) => found_row(option, name, type));
    this.querySelector(".picker__list")?.replaceChildren(...ticked, ...found);
    this.require_one();
    const unit = this.unit();
    const shown = `${found.length}${unit}を表示しています`;
    const more = `ほかに${left}${unit}${unit === "人" ? "います" : "あります"}`;
    box.say(left === 0 ? shown : `${shown}。${more}`);
  }
}

function is_ticked(row: HTMLElement): boolean {
  return row.querySelector("input")?.checked ?? false;
}
