import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import {
  example_names,
  type Json,
  type Lookup,
  page_names,
  read_example,
  read_template,
  render,
  to_view,
} from "./render.ts";

const partials = readdirSync(new URL("../../../src/web/pages/partials/", import.meta.url)).map(
  (name) => `partials/${name.replace(".mustache", "")}`,
);

test("the view of a model tells empty from absent, and keeps a zero", () => {
  assert.deepEqual(to_view({ a: null, b: "", c: 0, d: [], e: [{ f: 2 }] }), {
    a: false,
    b: false,
    c: "0",
    has_c: false,
    d: [],
    has_d: false,
    e: [{ f: "2", has_f: true }],
    has_e: true,
  });
});

test("every page has an example", () => {
  const shown = new Set(example_names().map((name) => name.split(".")[0]));
  assert.deepEqual(
    page_names().filter((page) => !shown.has(page)),
    [],
  );
});

for (const name of example_names()) {
  const page = name.split(".")[0] ?? name;

  test(`${name}: every name the template uses is in the model`, () => {
    const lookups: Lookup[] = [];
    render(page, read_example(name), lookups);
    const missing = lookups.filter((one) => one.found === "missing" && !one.name.startsWith("is_"));
    assert.deepEqual([...new Set(missing.map((one) => one.name))], []);
  });

  test(`${name}: obeys the content security policy and has no id twice`, () => {
    const html = render(page, read_example(name));
    assert.doesNotMatch(html, /<script(?![^>]* src="\/assets\/)/);
    assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:/);
    assert.doesNotMatch(html, /(?:href|src|action)="(?:https?:)?\/\//);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? "");
    assert.deepEqual(
      ids.filter((id, index) => id === "" || ids.indexOf(id) !== index),
      [],
    );
  });

  test(`${name}: every form that changes something carries the token`, () => {
    const html = render(page, read_example(name));
    for (const form of html.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g)) {
      assert.match(form[0], /name="csrf" value="[0-9a-f]+"/);
    }
  });

  test(`${name}: what people wrote cannot become markup`, () => {
    const html = render(page, poison(read_example(name)));
    assert.doesNotMatch(html, /<b>|\{\{/);
  });
}

test("templates use only what the server's Mustache and the policy allow", () => {
  for (const name of [...page_names(), ...partials]) {
    assert.doesNotMatch(read_template(name), /\{\{[{&=]/, name);
  }
});

/** Every text of the model with markup and an attempt at a template in it. */
function poison(model: Json): Json {
  if (typeof model === "string") return `${model}"'<b>&amp;`;
  if (Array.isArray(model)) return model.map(poison);
  if (model === null || typeof model !== "object") return model;
  return Object.fromEntries(Object.entries(model).map(([key, value]) => [key, poison(value)]));
}
