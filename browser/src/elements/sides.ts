import { lines_by_node, step_from } from "../logic/sides.ts";

/** The source and the tree side by side: what is chosen on one side shows on both; on a narrow
 * screen, one side at a time. */
export class MamoriSides extends HTMLElement {
  private nodes: HTMLElement[] = [];
  private lines = new Map<string, number[]>();
  private current: HTMLElement | null = null;

  connectedCallback(): void {
    this.nodes = [...this.querySelectorAll<HTMLElement>(".tree__node")];
    const source = [...this.querySelectorAll<HTMLElement>(".source__line")];
    this.lines = lines_by_node(
      source.map((one) => ({
        line: Number(one.id.slice(1)),
        node: one.dataset["node"] ?? null,
      })),
    );
    this.addEventListener("click", (event) => this.choose(event));
    this.addEventListener("keydown", (event) => this.walk(event));
    window.addEventListener("hashchange", () => this.follow_hash());
    this.add_tabs();
    this.follow_hash();
  }

  private choose(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const node = event.target.closest<HTMLElement>(".tree__node");
    const line = event.target.closest<HTMLElement>(".source__line");
    if (!node && !line) return;
    if (event.target.closest("a")) event.preventDefault();
    if (node) this.show_node(node, "tree");
    else if (line) this.show_line(line);
  }

  private walk(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const next = step_from(this.nodes, this.current, event.key === "ArrowDown" ? 1 : -1);
    if (!next) return;
    event.preventDefault();
    this.show_node(next, "keys");
  }

  private follow_hash(): void {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !this.contains(target)) return;
    if (target.matches(".source__line")) this.show_line(target);
    else if (target.matches(".tree__node")) this.show_node(target, "link");
  }

  private show_line(line: HTMLElement): void {
    const node = document.getElementById(line.dataset["node"] ?? "");
    this.mark(node, [line]);
    if (node) scroll_into_its_list(node);
    scroll_into_its_list(line);
  }

  private show_node(node: HTMLElement, from: "tree" | "keys" | "link"): void {
    // The first 項 of an article stands in the article's own line, which then is the 項's.
    const own = this.lines.get(node.id) ?? [Number(node.dataset["firstLine"])];
    const lines = own
      .map((line) => document.getElementById(`L${line}`))
      .filter((line) => line !== null);
    this.mark(node, lines);
    if (lines[0]) scroll_into_its_list(lines[0]);
    if (from !== "tree") scroll_into_its_list(node);
  }

  private mark(node: HTMLElement | null, lines: HTMLElement[]): void {
    for (const one of this.querySelectorAll(".side--chosen")) {
      one.classList.remove("side--chosen");
      one.removeAttribute("aria-current");
    }
    for (const one of node ? [node, ...lines] : lines) one.classList.add("side--chosen");
    node?.setAttribute("aria-current", "true");
    lines[0]?.setAttribute("aria-current", "true");
    this.current = node;
  }

  private add_tabs(): void {
    const sides = [...this.querySelectorAll<HTMLElement>("[data-side]")];
    const bar = document.createElement("div");
    bar.className = "sides__tabs";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "見る側");
    const buttons = sides.map((side, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--secondary button--small";
      button.textContent = side.dataset["side"] === "source" ? "原文" : "条文";
      button.addEventListener("click", () => show(at));
      bar.append(button);
      return button;
    });
    const show = (chosen: number) => {
      sides.forEach((side, at) => side.classList.toggle("sides__side--away", at !== chosen));
      buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(at === chosen)));
      const here = sides[chosen]?.querySelector<HTMLElement>(".side--chosen");
      if (here) scroll_into_its_list(here);
    };
    this.querySelector(".sides")?.before(bar);
    show(1);
  }
}

/** Only the list moves, not the page. */
function scroll_into_its_list(entry: HTMLElement): void {
  const list = entry.closest<HTMLElement>("[data-scroll]");
  if (!list) return;
  const top = entry.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (top >= 0 && top + entry.offsetHeight <= list.clientHeight) return;
  list.scrollTop += top - list.clientHeight / 3;
}
