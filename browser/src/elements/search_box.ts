/** A labelled search box made by a script, with a place that says what was found. */
export interface SearchBox {
  root: HTMLElement;
  input: HTMLInputElement;
  say: (text: string) => void;
}

let made = 0;

export function make_search_box(label_text: string, class_name: string): SearchBox {
  const root = document.createElement("div");
  root.className = class_name;
  const label = document.createElement("label");
  label.textContent = label_text;
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input";
  input.id = `search-${++made}`;
  input.autocomplete = "off";
  label.htmlFor = input.id;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "field__reading";
  // Enter searches; it must not send the form the box stands in.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  root.append(label, input, status);
  return { root, input, say: (text) => (status.textContent = text) };
}
