// A regulation as a tree: what the reader (regulation/reader.h) makes of a text, what the ledger
// keeps, and what every other room quotes from. Plain values; all functions are pure and may be
// called from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace mamori::regulation {

enum class NodeKind {
  part,           // 編
  chapter,        // 章
  section,        // 節
  subsection,     // 款
  division,       // 目
  article,        // 条
  paragraph,      // 項
  item,           // 号; in numbered style the second level: (1)
  subitem,        // イロハ, アイウ, ①, (ア): everything below an item
  heading,        // numbered style, the first level: 1 目的
  preamble,       // what stands between the title and the first division
  supplementary,  // 附則
  appendix,       // 別表, 様式, 別記
  table,          // rows apart by '\n', cells by '\t', in `text`
  text,           // a paragraph of its own without a number
  contents,       // 目次; its children are the lines as written
  note,           // 改正の注記 beside an article: (平20規則3・一部改正)
};

// Where the own text of a node goes on in another line of the source.
struct Break {
  int offset = 0;  // bytes into Node::text
  int line = 0;    // 1-based
  bool operator==(const Break&) const = default;
};

struct Node {
  NodeKind kind = NodeKind::text;
  std::string number;     // in Arabic figures: "18", "15の2", "5-7" (削除), kana as written, or ""
  std::string label;      // as the body wrote it, with list marks: 「第 18 条」「- (1)」
  std::string caption;    // without its parentheses; or the title of a chapter, section, heading
  std::string enclosure;  // the parentheses the caption stood in, as written: "()", "（）" or ""
  std::string text;       // own text, joined over page breaks, NFC, without the children
  std::string place;      // as the body would cite it: 第18条第2項, 第50条第3号, 6(3)①, 附則第2項;
                          // a sole 項 has the place of its article; "" where nothing is citable
  int line = 0;           // 1-based in the source
  std::vector<Break> breaks = {};
  std::vector<Node> children = {};
  bool operator==(const Node&) const = default;
};

// Of the 本則 unless said otherwise.
struct Counts {
  int chapters = 0;       // those of the body, not of the 目次
  int sections = 0;       // 節
  int articles = 0;       // with 枝番; a deleted range counts as one
  int captions = 0;       // of articles, and of 項 in the 附則
  int paragraphs = 0;     // an article without numbered 項 has one
  int items = 0;          // 号, not their イロハ
  int supplementary = 0;  // 附則
  int headings = 0;       // numbered style: 1
  int level2 = 0;         // numbered style: (1)
  int level3 = 0;         // numbered style: ①
  bool operator==(const Counts&) const = default;
};

struct Document {
  std::string title;   // "" when the text has none
  std::string date;    // as written: 令和3年8月1日; may end in 制定, 施行
  std::string number;  // as written: 要綱第1号
  Counts counts;
  std::vector<Node> nodes;
  bool operator==(const Document&) const = default;
};

// A repair the reader made, or something a person should look at. `before` and `after` show the
// place as written and as read, where that can be shown.
struct Diagnostic {
  int line = 0;
  std::string kind;     // stable, snake_case: page_break_joined, overlap_removed, number_jump, …
  std::string message;  // Japanese, for a clerk
  std::string before;
  std::string after;
  bool undoable = false;  // a person can take it back: ReadOptions::undone
  bool operator==(const Diagnostic&) const = default;
};

struct Discarded {
  int line = 0;
  int characters = 0;  // non-blank
  std::string reason;  // Japanese
  bool operator==(const Discarded&) const = default;
};

// Non-blank characters: placed + the sum of discarded = source.
struct Characters {
  int source = 0;
  int placed = 0;  // in titles, dates, numbers, labels, captions, enclosures and texts
  std::vector<Discarded> discarded;
  bool operator==(const Characters&) const = default;
};

struct Reading {
  std::vector<Document> documents;
  std::vector<Diagnostic> diagnostics;  // by line
  Characters characters;
  bool operator==(const Reading&) const = default;
};

// The node at the place, nullptr when there is none. Widths, blanks and 漢数字 do not matter, and
// 第18条第1項 finds the sole 項 of 第18条.
const Node* find(const Document& document, std::string_view place);

// Every node before its children, in the order of the text; `depth` is 0 for document.nodes.
void traverse(const Document& document, const std::function<void(const Node&, int depth)>& visit);
void traverse(const Node& node, const std::function<void(const Node&, int depth)>& visit);

// The node's text and that of everything below it, one line for each node that has text, each with
// its label as the body wrote it.
std::string full_text(const Node& node);

// Counts what stands in the tree.
Counts count(const std::vector<Node>& nodes);
// Non-blank characters of the whole document.
int count_characters(const Document& document);

std::string_view name_of(NodeKind kind);  // "article"
// 条, 項, 号, 章 …: what the kind is called.
std::string_view japanese_name_of(NodeKind kind);

// The whole reading, as `mamori read --json` prints it:
// {"documents": [{"document": 1, "title", "date", "number", "counts", "nodes"}], "diagnostics",
//  "characters": {"source", "placed", "discarded"}}
Json to_json(const Reading& reading);
// Lossless: document_from_json(document_to_json(d)) == d. Refuses what is not of that form with
// `document_malformed`.
Json document_to_json(const Document& document);
Result<Document> document_from_json(const Json& value);
// As in to_json(), and back.
JsonArray diagnostics_to_json(const std::vector<Diagnostic>& diagnostics);
std::vector<Diagnostic> diagnostics_from_json(const JsonArray& list);
JsonArray discarded_to_json(const std::vector<Discarded>& discarded);
std::vector<Discarded> discarded_from_json(const JsonArray& list);

}  // namespace mamori::regulation
