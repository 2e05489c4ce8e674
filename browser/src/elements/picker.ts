import { found_row, type Found } from "./found_row.ts";
import { finds } from "../logic/text.ts";
import { make_search_box, type SearchBox } from "./search_box.ts";

const few = 5; // a list this short needs no search
const pause_ms = 250; // after the last sign typed, before the program is asked

/** A list of things to tick: adds a search box and says what is chosen. With `search`, the address that finds more than
 * stands there, the program is asked; what was ticked stays. */
export class MamoriPicker extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    if (this.querySelector(".picker__count")) return;
    const count = document.createElement("p");
    count.className = "picker__count";
    count.setAttribute("role", "status");
    this.append(count);
    const tell = () => {
      const chosen = this.rows().filter(is_ticked).length;
      count.textContent = chosen === 0 ? "まだ選んでいません" : `${chosen}件を選んでいます`;
    };
    this.addEventListener("change", tell);
    tell();
    if (this.rows().length > few) this.add_search();
  }

  private rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".choice")];
  }

  private add_search(): void {
    const label = this.getAttribute("label") ?? "";
    const box = make_search_box(`${label}を番号や名称で探す`, "picker__tools");
    const address = this.getAttribute("search");
    box.input.addEventListener("input", () => {
      if (address === null) this.narrow(box);
      else this.ask_soon(box, address);
    });
    this.prepend(box.root);
  }

  private narrow(box: SearchBox): void {
    const query = box.input.value;
    const rows = this.rows();
    for (const row of rows) row.hidden = !is_ticked(row) && !finds(row.textContent ?? "", query);
    const shown = rows.filter((row) => !row.hidden).length;
    box.say(query === "" ? "" : `${shown}件を表示しています`);
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
    const found = options.filter((option) => !known.has(option.value)).map((option) => found_row(option, name));
    this.querySelector(".picker__list")?.replaceChildren(...ticked, ...found);
    box.say(left === 0 ? `${found.length}件あります` : `${found.length}件を表示しています。ほかに${left}件あります`);
  }
}

function is_ticked(row: HTMLElement): boolean {
  return row.querySelector("input")?.checked ?? false;
}
