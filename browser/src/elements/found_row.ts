/** One thing that the program found, as its pages show it among `options`. */
export interface Found {
  value: string;
  label: string;
  number: string | null;
  detail: string | null;
  chip: { label: string; tone: string } | null;
}

function text(tag: string, class_name: string, content: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = class_name;
  element.textContent = content;
  return element;
}

/** The row to tick for it, as src/web/pages/partials/field_picker.mustache draws it. */
export function found_row(found: Found, name: string, type: "checkbox" | "radio"): HTMLElement {
  const row = document.createElement("label");
  row.className = "choice choice--row";
  const box = document.createElement("input");
  box.type = type;
  box.name = name;
  box.value = found.value;
  const words = text("span", "choice__text", "");
  if (found.number) words.append(text("span", "choice__number", found.number), " ");
  words.append(found.label);
  if (found.detail) words.append(text("span", "choice__detail", found.detail));
  row.append(box, words);
  if (found.chip) row.append(text("span", `chip chip--${found.chip.tone}`, found.chip.label));
  return row;
}
