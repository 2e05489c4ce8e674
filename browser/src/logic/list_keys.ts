// Which key does what in a list of entries.
import type { Press } from "./keys.ts";

export type ListWish =
  | "next"
  | "previous"
  | "choose"
  | "open"
  | "search"
  | "next_page"
  | "previous_page";

const wishes: Record<string, ListWish> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  x: "choose",
  Enter: "open",
  "/": "search",
  ArrowRight: "next_page",
  ArrowLeft: "previous_page",
};

/** Arrows scroll and Enter presses, unless a row of the list has the focus. */
const only_on_row = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Enter", "x"]);

/** What the person wants, or null where the key has its ordinary meaning. */
export function list_wish_of(press: Press, on_row: boolean): ListWish | null {
  if (press.modified || press.typing) return null;
  if (only_on_row.has(press.key) && !on_row) return null;
  if (press.key === "Enter" && press.on_control) return null;
  return wishes[press.key] ?? null;
}
