// Which key does what while alignments are confirmed.

export type Wish =
  | { kind: "choose"; key: string } // the button that carries this key
  | { kind: "search" }
  | { kind: "previous" }
  | { kind: "next" }
  | { kind: "undo" };

export interface Press {
  key: string;
  modified: boolean; // with Ctrl, Alt or the like: the browser's business
  typing: boolean; // in a field, where keys are text
  on_control: boolean; // on a button, link or summary, which Enter presses itself
}

const moves: Record<string, "previous" | "next"> = {
  ArrowLeft: "previous",
  k: "previous",
  ArrowRight: "next",
  j: "next",
};

/** What the person wants, or null where the key has its ordinary meaning. */
export function wish_of(press: Press): Wish | null {
  if (press.modified || press.typing) return null;
  if (press.key === "Enter") return press.on_control ? null : { kind: "choose", key: "1" };
  if (/^[0-5]$/.test(press.key)) return { kind: "choose", key: press.key };
  if (press.key === "/") return { kind: "search" };
  if (press.key === "u") return { kind: "undo" };
  const move = moves[press.key];
  return move ? { kind: move } : null;
}
