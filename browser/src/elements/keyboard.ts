// Keys that work on the page as a whole, and the switch that turns them off (WCAG 2.1.4).
import type { Press } from "../logic/keys.ts";

const switched_off = "mamori-keys-off";

export function keys_are_on(): boolean {
  return localStorage.getItem(switched_off) === null;
}

export function make_keys_switch(): HTMLLabelElement {
  const label = document.createElement("label");
  label.className = "choice";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = keys_are_on();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(switched_off);
    else localStorage.setItem(switched_off, "1");
  });
  const text = document.createElement("span");
  text.textContent = "この端末でキー操作を使う";
  label.append(box, text);
  return label;
}

export function press_of(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : null;
  return {
    key: event.key,
    modified: event.ctrlKey || event.altKey || event.metaKey || event.isComposing,
    typing:
      target?.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"])') ?? false,
    on_control: target?.closest("a, button, summary, input") !== null,
  };
}
