// 検索: what a person may see, found by its words (row K3).
#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/text.h"
#include "body/searching.h"
#include "organisation/organisation.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using search::Hit;
using search::Kind;
using search::Words;
using store::Connection;

constexpr std::size_t hits_of_several = 5;  // of each group, when all stand on the page
constexpr std::size_t hits_of_one = 20;

struct Group {
  std::string_view key;  // ?kind=
  std::string_view label;
  Kind kind = Kind::entry;
};
constexpr Group functions{"functions", "手続と台帳"};  // what definitions/ declares: not indexed
constexpr Group indexed[] = {{"regulations", "規程", Kind::provision},
                             {"registers", "台帳に登録されたもの", Kind::entry},
                             {"applications", "申請", Kind::application},
                             {"people", "人", Kind::person},
                             {"sections", "課", Kind::section}};

// A question as it was asked.
struct Asked {
  const Visit& visit;
  Connection& connection;
  std::string question;
  Words words;
  std::string group;       // key of the only one wanted; "" for all
  std::int64_t after = 0;  // the last hit of the page before

  bool wants(const Group& one) const { return group.empty() || group == one.key; }
  std::string href(std::string_view key, std::int64_t behind = 0) const {
    std::string address = visit.base() + "/search?q=" + percent_encode(question);
    if (!key.empty()) address += "&kind=" + std::string(key);
    if (behind != 0) address += "&after=" + std::to_string(behind);
    return address;
  }
};

Asked asked_by(const Visit& visit, Connection& connection) {
  const Fields& query = visit.request.query;
  Asked asked{visit, connection, query.get("q"), search::words_of(query.get("q")),
              query.get("kind")};
  const std::string after = query.get("after");
  std::from_chars(after.data(), after.data() + after.size(), asked.after);
  return asked;
}

JsonArray piece_parts(const std::vector<search::Piece>& pieces) {
  JsonArray parts;
  for (const auto& piece : pieces) {
    parts.push_back(JsonObject{{"text", piece.text}, {"marked", piece.marked}});
  }
  return parts;
}

// The first line of a text, and what comes after it.
std::pair<std::string_view, std::string_view> first_line(std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

JsonObject result_part(const Words& words, std::string_view href, std::string_view about,
                       std::string_view text) {
  const auto [title, rest] = first_line(text);
  return {{"href", href},
          {"title", piece_parts(search::marked(title, words))},
          {"about", text_or_null(about)},
          {"excerpt", piece_parts(search::excerpt(rest, words))}};
}

// --- hits of the index

struct Shown {
  std::string href;
  std::string about;
};

// regulations/1/第28条#12 is the place 第28条 of the first document.
Shown shown_place(const Asked& asked, const search::Document& document) {
  int number = 0;
  std::from_chars(document.collection.data(),
                  document.collection.data() + document.collection.size(), number);
  const std::size_t begin = document.subject.find('/', sizeof("regulations/") - 1) + 1;
  const std::string place = document.subject.substr(begin, document.subject.rfind('#') - begin);
  const auto texts = asked.visit.services.body.texts(asked.connection);
  const auto index = static_cast<std::size_t>(number) - 1;
  return {place_href(asked.visit, number, place),
          index < texts.size() ? texts[index]->adopted.title : std::string()};
}

Shown shown_entry(const Asked& asked, const search::Document& document) {
  const auto& registers = asked.visit.services.body.definitions().registers;
  const auto found = registers.find(document.collection);
  const auto [number, rest] = first_line(first_line(document.text).second);
  std::string about = found == registers.end() ? std::string() : found->second.title + "　";
  return {asked.visit.base() + "/" + document.subject, about += number};
}

Shown shown_application(const Asked& asked, const search::Document& document) {
  const auto [title, rest] = first_line(first_line(document.text).second);
  const auto section =
      organisation::section(asked.connection, document.section_id, today_of(asked.visit));
  std::string about(title);
  if (section) about += "　" + section->name;
  return {asked.visit.base() + "/" + document.subject, about};
}

Shown shown_person(const Asked& asked, const search::Document& document) {
  const auto person =
      organisation::person(asked.connection, document.person_id, today_of(asked.visit));
  return {asked.visit.base() + "/organisation/people/" + document.person_id,
          person ? person->section_name : std::string()};
}

Shown shown(const Asked& asked, const search::Document& document) {
  switch (document.kind) {
    case Kind::provision:
      return shown_place(asked, document);
    case Kind::entry:
      return shown_entry(asked, document);
    case Kind::application:
      return shown_application(asked, document);
    case Kind::person:
      return shown_person(asked, document);
    case Kind::section:
      break;
  }
  return {asked.visit.base() + "/organisation", {}};
}

JsonObject group_part(const Group& group, JsonArray results, Json more) {
  return {{"key", group.key},
          {"label", group.label},
          {"results", std::move(results)},
          {"more", std::move(more)}};
}

Json more_part(const Asked& asked, const Group& group, std::int64_t last) {
  const bool alone = !asked.group.empty();
  return JsonObject{{"href", asked.href(group.key, alone ? last : 0)},
                    {"label", alone ? std::string("次の") + std::to_string(hits_of_one) + "件"
                                    : "「" + std::string(group.label) + "」の結果をもっと見る"}};
}

// null when nothing of it fits.
Json indexed_part(const Asked& asked, const Group& group) {
  const std::size_t limit = asked.group.empty() ? hits_of_several : hits_of_one;
  auto hits = body::find(asked.visit.services.acts, asked.connection, asked.visit.person_id(),
                         {.words = asked.words,
                          .kind = group.kind,
                          .after = asked.after,
                          .limit = limit + 1});  // one more says that there are more
  if (hits.empty()) return nullptr;
  const bool more = hits.size() > limit;
  if (more) hits.pop_back();
  JsonArray results;
  for (const Hit& hit : hits) {
    const Shown way = shown(asked, hit.document);
    results.push_back(result_part(asked.words, way.href, way.about, hit.document.text));
  }
  return group_part(group, std::move(results),
                    more ? more_part(asked, group, hits.back().id) : Json());
}

// --- what definitions/ declares

void add_function(const Asked& asked, std::string_view href, std::string_view about,
                  const std::vector<std::string>& lines, JsonArray& results) {
  std::string text;
  for (const std::string& line : lines) {
    if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
  }
  if (!search::fits(search::fold(text).text, asked.words)) return;
  results.push_back(result_part(asked.words, href, about, text));
}

// Few enough to read through.
Json functions_part(const Asked& asked) {
  const auto& definitions = asked.visit.services.body.definitions();
  const std::string base = asked.visit.base();
  const auto may = [&](std::string_view act) {
    return asked.visit.services.acts.may(asked.connection, asked.visit.person_id(), act).allowed;
  };
  JsonArray results;
  if (may("view.apply")) {
    for (const auto& [id, one] : definitions.procedures) {
      add_function(asked, base + "/apply/" + id, "申請する",
                   {one.title, one.situation, joined(one.words), one.lead}, results);
    }
  }
  if (may("registers.view")) {
    for (const auto& [id, one] : definitions.registers) {
      add_function(asked, base + "/registers/" + id, "台帳", {one.title, one.entry, one.lead},
                   results);
    }
  }
  return results.empty() ? Json() : Json(group_part(functions, std::move(results), nullptr));
}

// --- the page

JsonArray group_parts(const Asked& asked) {
  JsonArray groups;
  if (asked.words.empty()) return groups;
  if (asked.wants(functions)) {
    if (Json part = functions_part(asked); !part.is_null()) groups.push_back(std::move(part));
  }
  for (const Group& group : indexed) {
    if (!asked.wants(group)) continue;
    if (Json part = indexed_part(asked, group); !part.is_null()) groups.push_back(std::move(part));
  }
  return groups;
}

JsonArray filter_options(const Asked& asked) {
  JsonArray options{
      JsonObject{{"label", "すべて"}, {"href", asked.href("")}, {"current", asked.group.empty()}}};
  const auto add = [&](const Group& group) {
    options.push_back(JsonObject{{"label", group.label},
                                 {"href", asked.href(group.key)},
                                 {"current", asked.group == group.key}});
  };
  add(functions);
  std::ranges::for_each(indexed, add);
  return options;
}

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Asked asked = asked_by(visit, connection);
    const bool nothing = asked.words.empty();
    return Page{
        "search",
        nothing ? "検索" : "「" + asked.question + "」の検索結果",
        {{"search",
          JsonObject{{"asked", nothing ? Json() : Json(asked.question)},
                     {"filters", nothing ? JsonArray() : filter_options(asked)},
                     {"groups", group_parts(asked)},
                     {"first_page", asked.after != 0 ? Json(asked.href(asked.group)) : Json()}}}}};
  });
}

}  // namespace

Routes search_routes() {
  return {{Method::get, "/b/{body}/search", "search", "view.search", show}};
}

}  // namespace mamori::web
