import { count_characters } from "../logic/text.ts";

/** A long text: says how many characters are left, counted as people count them. */
export class MamoriCount extends HTMLElement {
  connectedCallback(): void {
    const area = this.querySelector("textarea");
    const most = Number(area?.dataset["maxLength"] ?? 0);
    if (!area || !most || this.querySelector(".field__reading")) return;
    const reading = document.createElement("p");
    reading.className = "field__reading";
    reading.id = `${area.id}-count`;
    area.after(reading);
    area.setAttribute(
      "aria-describedby",
      `${area.getAttribute("aria-describedby") ?? ""} ${reading.id}`.trim(),
    );
    const show = () => {
      const left = most - count_characters(area.value);
      reading.classList.toggle("field__reading--wrong", left < 0);
      reading.textContent =
        left < 0 ? `${-left}文字多すぎます（${most}文字まで）` : `あと${left}文字`;
    };
    area.addEventListener("input", show);
    show();
  }
}
