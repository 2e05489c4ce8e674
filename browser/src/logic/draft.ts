// What someone typed into a form and has not sent yet. Kept in this browser only; never passwords,
// never hidden values.

export interface Draft {
  saved_at: string; // ISO 8601
  values: Record<string, string[]>;
}

const days_kept = 7;
const prefix = "mamori-draft:";

/** The part of the browser's storage that is used here. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export function keep_draft(shelf: Shelf, key: string, draft: Draft): void {
  try {
    shelf.setItem(prefix + key, JSON.stringify(draft));
  } catch {
    // No room, or the browser keeps nothing: the form itself still works.
  }
}

export function drop_draft(shelf: Shelf, key: string): void {
  shelf.removeItem(prefix + key);
}

export function drop_all_drafts(shelf: Shelf): void {
  const keys = Array.from({ length: shelf.length }, (_, index) => shelf.key(index));
  for (const key of keys) if (key?.startsWith(prefix)) shelf.removeItem(key);
}

/** The draft of that form; null when there is none, it is unreadable or older than a week. */
export function find_draft(shelf: Shelf, key: string, now: Date): Draft | null {
  const draft = parse(shelf.getItem(prefix + key));
  if (!draft) return null;
  const age_days = (now.getTime() - Date.parse(draft.saved_at)) / 86_400_000;
  if (age_days >= 0 && age_days < days_kept) return draft;
  drop_draft(shelf, key);
  return null;
}

function parse(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.saved_at === "string" && typeof draft.values === "object" ? draft : null;
  } catch {
    return null;
  }
}
