import { finds } from "../logic/text.ts";
import { make_search_box } from "./search_box.ts";

const few = 5; // a list this short needs no search

/** A list of things to tick: adds a search box and says what is chosen. */
export class MamoriPicker extends HTMLElement {
  connectedCallback(): void {
    const rows = [...this.querySelectorAll<HTMLElement>(".choice")];
    if (this.querySelector(".picker__count")) return;
    const count = document.createElement("p");
    count.className = "picker__count";
    count.setAttribute("role", "status");
    this.append(count);
    const tell = () => {
      const chosen = rows.filter((row) => row.querySelector("input")?.checked).length;
      count.textContent = chosen === 0 ? "まだ選んでいません" : `${chosen}件を選んでいます`;
    };
    this.addEventListener("change", tell);
    tell();
    if (rows.length > few) this.add_search(rows);
  }

  private add_search(rows: HTMLElement[]): void {
    const label = this.getAttribute("label") ?? "";
    const box = make_search_box(`${label}を番号や名称で探す`, "picker__tools");
    box.input.addEventListener("input", () => {
      const query = box.input.value;
      for (const row of rows) {
        const chosen = row.querySelector("input")?.checked ?? false;
        row.hidden = !chosen && !finds(row.textContent ?? "", query);
      }
      const shown = rows.filter((row) => !row.hidden).length;
      box.say(query === "" ? "" : `${shown}件を表示しています`);
    });
    this.prepend(box.root);
  }
}
