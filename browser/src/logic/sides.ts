// Which lines of a source belong to which node of the tree, and back.

/** A line of the source and the node its words went into; null where they went into none. */
export interface OwnedLine {
  line: number;
  node: string | null;
}

/** For each node its lines, in order. */
export function lines_by_node(lines: readonly OwnedLine[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { line, node } of lines) {
    if (node === null) continue;
    const known = found.get(node);
    if (known) known.push(line);
    else found.set(node, [line]);
  }
  return found;
}

/** The entry `by` steps from `current`; the nearest end where there is none. */
export function step_from<T>(entries: readonly T[], current: T | null, by: number): T | null {
  if (entries.length === 0) return null;
  const at = current === null ? -1 : entries.indexOf(current);
  if (at < 0) return entries[by > 0 ? 0 : entries.length - 1] ?? null;
  return entries[Math.min(entries.length - 1, Math.max(0, at + by))] ?? null;
}
