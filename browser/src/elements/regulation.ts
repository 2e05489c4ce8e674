import { fulfils, is_idle, type Wish } from "../logic/regulation.ts";
import { search_key } from "../logic/text.ts";

interface Article {
  parts: HTMLElement[]; // its heading and everything below, up to the next heading
  provisions: HTMLElement[];
}

const headings = ".law__chapter, .law__section, .law__heading";

/** The regulation: filters by words, state and office; the contents show where the reader is. */
export class MamoriRegulation extends HTMLElement {
  private articles: Article[] = [];

  connectedCallback(): void {
    const law = this.querySelector<HTMLElement>(".law");
    const tools = this.querySelector<HTMLElement>("[data-tools]");
    if (!law || !tools) return;
    this.articles = collect(law);
    tools.hidden = false;
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("input", () => this.filter(law));
    this.follow(law);
    if (window.matchMedia("(max-width: 60rem)").matches) {
      this.querySelector<HTMLDetailsElement>(".toc__fold")!.open = false;
    }
  }

  private wish(): Wish {
    return {
      words: this.querySelector<HTMLInputElement>("[data-find]")?.value ?? "",
      state: this.querySelector<HTMLSelectElement>("[data-state-filter]")?.value ?? "",
      office: this.querySelector<HTMLSelectElement>("[data-office-filter]")?.value ?? "",
    };
  }

  private filter(law: HTMLElement): void {
    const wish = this.wish();
    const idle = is_idle(wish);
    let hits = 0;
    let shown = 0;
    for (const article of this.articles) {
      const found = idle ? 0 : mark_hits(article, wish);
      for (const part of article.parts) part.hidden = !idle && found === 0;
      hits += found;
      shown += found > 0 ? 1 : 0;
      if (idle) for (const one of article.provisions) one.classList.remove("prov--hit");
    }
    hide_empty_headings(law);
    highlight(law, wish.words);
    const result = this.querySelector("[data-result]");
    if (result) result.textContent = idle ? "" : `${shown}条の${hits}か所が当てはまります。`;
  }

  private follow(law: HTMLElement): void {
    const links = new Map<string, HTMLAnchorElement>();
    for (const link of this.querySelectorAll<HTMLAnchorElement>(".toc__link")) {
      links.set(decodeURIComponent(link.hash.slice(1)), link);
    }
    const marks = [...law.querySelectorAll<HTMLElement>(headings)].filter((one) =>
      links.has(one.id),
    );
    let waiting = false;
    const update = () => {
      waiting = false;
      const here = marks
        .filter((one) => !one.hidden && one.getBoundingClientRect().top < 120)
        .at(-1);
      show_current(this, here ? links.get(here.id) : undefined);
    };
    window.addEventListener(
      "scroll",
      () => {
        if (waiting) return;
        waiting = true;
        window.requestAnimationFrame(update);
      },
      { passive: true },
    );
    update();
  }
}

function collect(law: HTMLElement): Article[] {
  const articles: Article[] = [];
  let current: Article | null = null;
  for (const element of law.children) {
    if (!(element instanceof HTMLElement)) continue;
    if (element.matches(headings)) {
      current = null;
      continue;
    }
    if (!current || element.matches(".law__article")) {
      current = { parts: [], provisions: [] };
      articles.push(current);
    }
    current.parts.push(element);
    if (element.dataset["prov"] !== undefined) current.provisions.push(element);
  }
  return articles;
}

function mark_hits(article: Article, wish: Wish): number {
  const caption = article.parts[0]?.querySelector(".law__caption")?.textContent ?? "";
  let hits = 0;
  for (const one of article.provisions) {
    const text = one.querySelector(".prov__text")?.textContent ?? one.textContent ?? "";
    const first = one === article.provisions[0];
    const hit = fulfils(
      {
        text: first ? caption + text : text,
        state: one.dataset["state"] ?? "",
        offices: (one.dataset["offices"] ?? "").split("|"),
      },
      wish,
    );
    one.classList.toggle("prov--hit", hit);
    hits += hit ? 1 : 0;
  }
  return hits;
}

/** A chapter or section none of whose articles is shown is hidden too. */
function hide_empty_headings(law: HTMLElement): void {
  let section_used = false;
  let chapter_used = false;
  for (const element of [...law.children].reverse()) {
    if (!(element instanceof HTMLElement)) continue;
    if (element.matches(".law__section, .law__heading")) {
      element.hidden = !section_used;
      section_used = false;
    } else if (element.matches(".law__chapter")) {
      element.hidden = !chapter_used;
      section_used = chapter_used = false;
    } else if (!element.hidden) {
      section_used = chapter_used = true;
    }
  }
}

function show_current(root: HTMLElement, link: HTMLAnchorElement | undefined): void {
  const before = root.querySelector(".toc__link[aria-current]");
  if (before === (link ?? null)) return;
  before?.removeAttribute("aria-current");
  if (!link) return;
  link.setAttribute("aria-current", "true");
  const toc = root.querySelector<HTMLElement>("[data-toc]");
  if (!toc || toc.scrollHeight <= toc.clientHeight) return;
  const top = link.getBoundingClientRect().top - toc.getBoundingClientRect().top;
  if (top < 60 || top > toc.clientHeight - 60) toc.scrollTop += top - toc.clientHeight / 3;
}

/** Marks the words looked for; a browser without the highlight interface filters only. */
function highlight(law: HTMLElement, words: string): void {
  const registry = (CSS as unknown as { highlights?: Map<string, unknown> }).highlights;
  if (!registry || typeof Highlight === "undefined") return;
  registry.delete("mamori-find");
  const wanted = words
    .split(/[\s　]+/)
    .filter((word) => word !== "")
    .map(search_key);
  if (wanted.length === 0) return;
  const ranges: Range[] = [];
  for (const text of law.querySelectorAll(".prov--hit .prov__text, .law__caption")) {
    for (const node of text_nodes(text)) ranges.push(...ranges_in(node, wanted));
  }
  registry.set("mamori-find", new Highlight(...ranges));
}

function text_nodes(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

function ranges_in(node: Text, wanted: string[]): Range[] {
  const key = search_key(node.data);
  // Only where folding keeps every character in its place can a position be carried over.
  if (key.length !== node.data.length) return [];
  const ranges: Range[] = [];
  for (const word of wanted) {
    for (let at = key.indexOf(word); at >= 0; at = key.indexOf(word, at + word.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      ranges.push(range);
    }
  }
  return ranges;
}
