// What a regulation demands, sentence by sentence: who must, may or must not do what, when, and
// what the sentence refers to and defines. Pure functions; may be called from any thread. How each
// field is decided: README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "regulation/document.h"

namespace mamori::regulation {

enum class Modality {
  obligation,   // 義務: …なければならない
  prohibition,  // 禁止: …てはならない
  effort,       // 努力義務: …努めなければならない
  power,        // 権限: …ことができる
  rule,         // …ものとする
  commitment,   // 約束: …ます
  declaration,  // 宣言: …行う。…有する。
  definition,   // 定義: …をいう
  none,         // no sentence: a heading, a list of names
};

enum class HolderRelation {
  sole,         // at most one
  joint,        // A及びB: each of them
  alternative,  // A又はB: one of them
};

struct Holder {
  std::string title;  // as this body calls the office, one spelling for each: CISO
  std::string kind;   // ours: ciso, staff, …; body for the body itself; "" for an office unknown
  bool operator==(const Holder&) const = default;
};

enum class ReferenceKind {
  internal,  // to places of this document that exist
  appendix,  // to a 別表, 様式, 別記 of this document that exists
  own,       // to this document or a part of it as a whole: この要綱, この章
  law,       // to a law, or to another regulation by its name; never resolved inside
  dangling,  // to a place that does not exist here
};

struct Reference {
  std::string text;       // as written: 前条第2項
  std::size_t begin = 0;  // code points into Provision::text
  ReferenceKind kind = ReferenceKind::internal;
  std::vector<std::string> places = {};  // internal, appendix, own: where it leads
  std::string law_name = {};             // law: 個人情報の保護に関する法律
  std::string law_number = {};           // law: 平成15年法律第57号, where the document gives it
  bool operator==(const Reference&) const = default;
};

struct Use {
  std::string place;
  int line = 0;
  bool operator==(const Use&) const = default;
};

struct Definition {
  std::string term;
  std::string scope;           // "" for the whole document from here on; otherwise a place
  std::vector<Use> uses = {};  // later sentences inside of the scope that use the term
  bool operator==(const Definition&) const = default;
};

// One sentence; ただし書, また and なお after it are provisions of their own with the same place. A
// 号 that is only a noun takes modality and holder of its 柱書.
struct Provision {
  std::string place;                 // 第33条第2項
  int line = 0;                      // where the sentence begins in the source
  int document = 1;                  // number of the document in the file
  std::string text;                  // as written
  std::vector<Holder> holders = {};  // without repetition; empty when nobody is meant
  HolderRelation holder_relation = HolderRelation::sole;
  std::string holder_text = {};   // as the body wrote them: CIS0 及び委員会
  bool holder_inherited = false;  // from the 柱書, the sentence, 項 or 条 before, or the caption
  Modality modality = Modality::none;
  bool modality_inherited = false;  // from the 柱書
  std::string condition = {};       // as written: …する場合は; "" when there is none
  std::string object = {};          // what the main verb acts upon; "" when that is not clear
  std::vector<Reference> references = {};    // in the order of the text
  std::vector<Definition> definitions = {};  // the terms this sentence defines
  std::vector<std::string> notes = {};  // Japanese: what was read differently from how it stands
};

// In the order of the text. 目次, 別表 and headings give none. Linear in the length of the text.
std::vector<Provision> provisions(const Document& document, int number = 1);
// Those of every document.
std::vector<Provision> provisions(const Reading& reading);

std::string_view name_of(Modality modality);           // "obligation"
std::string_view japanese_name_of(Modality modality);  // 義務
std::string_view name_of(HolderRelation relation);     // "joint"
std::string_view name_of(ReferenceKind kind);          // "internal"

// {"place", "line", "document", "text", "holder", "holders": [title], "holder_kinds": [kind],
//  "holder_relation", "holder_text", "holder_inherited", "modality", "modality_inherited",
//  "condition", "object", "references": [{"text", "begin", "kind", "places", "law": {"name",
//  "number"}}], "defines": [{"term", "scope", "uses": [{"place", "line"}]}], "notes"}
// `holder` is the title of the first, "" when there is none; `law` is null for other kinds.
Json to_json(const Provision& provision);

}  // namespace mamori::regulation
