// Text as people type it and look for it.

/** The form in which texts are compared: no width, case or spaces; katakana is hiragana. */
export function search_key(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/\s+/g, "");
}

/** Whether every word of the query occurs in the text; an empty query finds everything. */
export function finds(text: string, query: string): boolean {
  const key = search_key(text);
  return query
    .split(/[\s　]+/)
    .filter((word) => word !== "")
    .every((word) => key.includes(search_key(word)));
}

/** Orders by number where both begin with one, otherwise as Japanese readers expect. */
export function compare_values(a: string, b: string): number {
  return collator.compare(a.trim(), b.trim());
}

const collator = new Intl.Collator("ja", { numeric: true });

/** How many characters a person would count: code points, a line break being one. */
export function count_characters(text: string): number {
  return [...text.replace(/\r\n/g, "\n")].length;
}
