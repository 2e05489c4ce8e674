import { finds } from "../logic/text.ts";
import { make_search_box } from "./search_box.ts";

/** Around blocks (attribute `items`, a selector): adds a search box that leaves those that match. */
export class MamoriFilter extends HTMLElement {
  connectedCallback(): void {
    const items = [...this.querySelectorAll<HTMLElement>(this.getAttribute("items") ?? "li")];
    if (items.length < 2 || this.querySelector(".filterable__tools")) return;
    const box = make_search_box(this.getAttribute("label") ?? "探す", "filterable__tools");
    box.input.addEventListener("input", () => {
      for (const item of items) {
        item.hidden = !finds(item.dataset["words"] ?? item.textContent ?? "", box.input.value);
      }
      const shown = items.filter((item) => !item.hidden).length;
      box.say(box.input.value === "" ? "" : describe(shown));
    });
    this.prepend(box.root);
  }
}

function describe(shown: number): string {
  return shown === 0 ? "見つかりません。別の言葉でお試しください。" : `${shown}件あります`;
}
