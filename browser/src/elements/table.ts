import { compare_values, finds } from "../logic/text.ts";
import { make_search_box } from "./search_box.ts";

/**
 * A table: columns sort when their heading is pressed (not where the attribute `paged` says that
 * these rows are one page of many: sorting them alone would mislead); with the attribute `filter`
 * (its label) a search box leaves the rows that match; cells know their heading, so that narrow
 * screens can show rows as cards.
 */
export class MamoriTable extends HTMLElement {
  connectedCallback(): void {
    const table = this.querySelector("table");
    if (!table || this.hasAttribute("ready")) return;
    label_cells(table);
    if (!this.hasAttribute("paged")) {
      for (const heading of headings(table)) make_sortable(table, heading);
    }
    const filter = this.getAttribute("filter");
    if (filter) this.prepend(make_filter(table, filter));
    this.setAttribute("ready", "");
  }
}

function headings(table: HTMLTableElement): HTMLTableCellElement[] {
  return [...table.querySelectorAll<HTMLTableCellElement>("thead th")];
}

function body_rows(table: HTMLTableElement): HTMLTableRowElement[] {
  return [...table.querySelectorAll<HTMLTableRowElement>("tbody tr")];
}

function label_cells(table: HTMLTableElement): void {
  const labels = headings(table).map((heading) => heading.textContent?.trim() ?? "");
  for (const row of body_rows(table)) {
    for (const cell of row.cells) cell.dataset["label"] = labels[cell.cellIndex] ?? "";
  }
}

function make_sortable(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  if (heading.dataset["noSort"] !== undefined || body_rows(table).length < 2) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "table__sort";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => sort(table, heading));
}

function sort(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const falling = heading.getAttribute("aria-sort") === "ascending";
  for (const other of headings(table)) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const value = (row: HTMLTableRowElement) => {
    const cell = row.cells[heading.cellIndex];
    return cell?.dataset["sort"] ?? cell?.textContent ?? "";
  };
  const sign = falling ? -1 : 1;
  const rows = body_rows(table).sort((a, b) => sign * compare_values(value(a), value(b)));
  table.tBodies[0]?.append(...rows);
}

function make_filter(table: HTMLTableElement, label: string): HTMLElement {
  const box = make_search_box(label, "filterable__tools");
  box.input.addEventListener("input", () => {
    const rows = body_rows(table);
    for (const row of rows) row.hidden = !finds(row.textContent ?? "", box.input.value);
    const shown = rows.filter((row) => !row.hidden).length;
    box.say(box.input.value === "" ? "" : `${rows.length}件のうち${shown}件を表示しています`);
  });
  return box.root;
}
