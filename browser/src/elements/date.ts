import { iso_day, parse_day, wareki_day, weekday } from "../logic/wareki.ts";

/** A date field: says below the input how the date was understood, and its weekday. */
export class MamoriDate extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector("input");
    if (!input || this.querySelector(".field__reading")) return;
    const reading = document.createElement("p");
    reading.className = "field__reading";
    reading.id = `${input.id}-reading`;
    reading.setAttribute("aria-live", "polite");
    input.after(reading);
    input.setAttribute(
      "aria-describedby",
      `${input.getAttribute("aria-describedby") ?? ""} ${reading.id}`.trim(),
    );
    input.addEventListener("change", () => show(input, reading));
    show(input, reading);
  }
}

function show(input: HTMLInputElement, reading: HTMLElement): void {
  const day = parse_day(input.value);
  const wrong = day === null && input.value.trim() !== "";
  reading.classList.toggle("field__reading--wrong", wrong);
  if (day) reading.textContent = `${wareki_day(day)}（${weekday(day)}曜日、${iso_day(day)}）`;
  else reading.textContent = wrong ? "日付として読めません。例：令和8年11月21日" : "";
}
