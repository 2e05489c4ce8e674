// Renders a page as the server does: the view of a model (src/web/pages/README.md), then Mustache.
import { readdirSync, readFileSync } from "node:fs";
import Mustache from "mustache";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const pages = new URL("../../../src/web/pages/", import.meta.url);

/** null and "" become false, numbers strings, and beside a list or number k stands has_k. */
export function to_view(model: Json): Json {
  if (model === null || model === "") return false;
  if (typeof model === "number") return String(model);
  if (Array.isArray(model)) return model.map(to_view);
  if (typeof model !== "object") return model;
  const view: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(model)) {
    view[key] = to_view(value);
    if (Array.isArray(value)) view[`has_${key}`] = value.length > 0;
    if (typeof value === "number") view[`has_${key}`] = value !== 0;
  }
  return view;
}

/** Every name a template asked for and where it was found: "own", "outer" or "missing". */
export interface Lookup {
  name: string;
  found: "own" | "outer" | "missing";
}

class WatchedContext extends Mustache.Context {
  constructor(
    view: unknown,
    parent: Mustache.Context | undefined,
    private readonly lookups: Lookup[],
  ) {
    super(view, parent as Mustache.Context);
  }

  override push(view: unknown): Mustache.Context {
    return new WatchedContext(view, this, this.lookups);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    const head = name.split(".")[0] ?? name;
    const own = typeof this.view === "object" && this.view !== null && head in this.view;
    const found = name === "." || own ? "own" : value === undefined ? "missing" : "outer";
    this.lookups.push({ name, found });
    return value;
  }
}

class PageWriter extends Mustache.Writer {
  override escapedValue(token: string[], context: Mustache.Context): string {
    const value: unknown = context.lookup(token[1] ?? "");
    return value === undefined || value === false ? "" : Mustache.escape(String(value));
  }
}

export function page_names(): string[] {
  return readdirSync(pages)
    .filter((name) => name.endsWith(".mustache"))
    .map((name) => name.replace(".mustache", ""));
}

/** Names of examples: "home", "home.new-body"; the part before the dot is the page. */
export function example_names(): string[] {
  return readdirSync(new URL("examples/", pages)).map((name) => name.replace(".json", ""));
}

export function read_example(name: string): Json {
  return JSON.parse(readFileSync(new URL(`examples/${name}.json`, pages), "utf8")) as Json;
}

export function read_template(name: string): string {
  return readFileSync(new URL(`${name}.mustache`, pages), "utf8");
}

export function render(page: string, model: Json, lookups: Lookup[] = []): string {
  const context = new WatchedContext(to_view(model), undefined, lookups);
  return new PageWriter().render(read_template(page), context, read_template);
}
