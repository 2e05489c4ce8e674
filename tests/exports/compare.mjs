// Reads what `mamori convert` wrote as Lawtext with the parser of the npm package `lawtext`, and
// says whether it is the same tree as the 法令標準XML mamori wrote of the same document:
//   node compare.mjs <base>...    compares <base>.law.txt with <base>.xml
// Prints a JSON object for each: {"base", "same", "errors", "differences": [text]}.
//
// Left out of the comparison, because Lawtext has no words for it: attributes, empty elements, the
// stand-in for a missing title, numbers of 項 in circles (Lawtext takes them as 項 without number),
// and how many Style elements the lines of a 様式 make.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";

const require = createRequire(import.meta.url);
const {parse} = require("lawtext/dist/src/parser/lawtext.js");
const {DOMParser} = require("@xmldom/xmldom");

const noTitle = "（題名なし）";
const plain = new Set(["Sentence", "LawTitle", "LawNum", "EnactStatement"]);
const differencesMax = 5;

// A tree is {tag, text} or {tag, children}.
function fromXml(element) {
  const children = [...element.childNodes].filter((node) => node.nodeType === 1);
  if (children.length === 0) return {tag: element.tagName, text: element.textContent.trim()};
  return {tag: element.tagName, children: children.map(fromXml)};
}

function fromLawtext(element) {
  const children = element.children.filter(
      (child) => typeof child !== "string" && !child.tag.startsWith("__"));
  if (plain.has(element.tag) || children.length === 0) {
    return {tag: element.tag, text: element.text().trim()};
  }
  return {tag: element.tag, children: children.map(fromLawtext)};
}

function isLeftOut(tree) {
  if (tree.children) return tree.children.length === 0;
  const circled = tree.tag === "ParagraphNum" && /^[①-⑳]$/.test(tree.text);
  return tree.text === "" || tree.text === noTitle || circled;
}

function normal(tree) {
  if (!tree.children) return tree;
  let children = tree.children.map(normal).filter((child) => !isLeftOut(child));
  if (/^(Style|Note)Struct$/.test(tree.tag)) children = children.flatMap((child) => child.children);
  return {tag: tree.tag, children};
}

function compare(ours, theirs, path, differences) {
  if (differences.length >= differencesMax) return;
  const here = `${path}/${ours?.tag}`;
  if (ours?.tag !== theirs?.tag || ours.text !== theirs.text ||
      ours.children?.length !== theirs.children?.length) {
    const shown = (tree) => JSON.stringify(tree)?.slice(0, 160);
    differences.push(`${here}: ${shown(ours)} ≠ ${shown(theirs)}`);
  }
  (ours?.children ?? []).forEach(
      (child, at) => compare(child, theirs?.children?.[at], here, differences));
}

for (const base of process.argv.slice(2)) {
  const xml = new DOMParser().parseFromString(readFileSync(`${base}.xml`, "utf8"), "text/xml");
  const parsed = parse(readFileSync(`${base}.law.txt`, "utf8"));
  const differences = [];
  compare(normal(fromXml(xml.documentElement)), normal(fromLawtext(parsed.value)), "", differences);
  const errors = parsed.errors.map((error) => error.message);
  console.log(JSON.stringify({base, same: differences.length === 0, errors, differences}));
}
