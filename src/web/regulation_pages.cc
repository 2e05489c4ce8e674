// 規程: the list of documents, a document with the states of its places, an article with what runs
// it and what was recorded (rows A1–A3, A7).
#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.h"
#include "duties/tally.h"
#include "regulation/drafts.h"
#include "reports/xlsx.h"
#include "web/alignment_queue.h"
#include "web/evidence.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"
#include "web/regulation_blocks.h"
#include "web/regulation_document.h"
#include "web/regulation_exports.h"

namespace mamori::web {
namespace {

using catalogue::Control;
using catalogue::Satisfier;
using catalogue::SatisfierKind;
using duties::asks_nothing;
using duties::Posture;
using duties::State;
using duties::Tally;
using duties::tally_of;
using regulation::Node;
using regulation::NodeKind;
using store::Connection;

constexpr std::size_t evidence_on_page = 50;
constexpr std::size_t evidence_in_file = 20000;

// The day in 令和3年8月1日 制定 and the like.
Json date_of(const regulation::Document& document) {
  constexpr std::string_view day_mark = "日";
  const auto end = document.date.find(day_mark);
  if (end == std::string::npos) return nullptr;
  const auto day = parse_day(document.date.substr(0, end + day_mark.size()));
  return day ? day_part(iso_day(*day)) : Json();
}

// The exception to which a place or a control owes its state; null without one.
Json exception_href(const Visit& visit, const duties::Judgement& judgement) {
  if (judgement.exception_id.empty()) return nullptr;
  return Json(visit.base() + "/applications/" + judgement.exception_id);
}

JsonArray states_part(const Tally& tally) {
  JsonArray states;
  for (const auto& [state, count] : tally) {
    states.push_back(JsonObject{
        {"code", duties::code_of(state)}, {"label", duties::label_of(state)}, {"count", count}});
  }
  return states;
}

// --- the list

JsonObject document_row(const Visit& visit, Connection& connection, int number,
                        const body::Text& text) {
  const Posture posture(visit.services.body.sources(connection), text.document, text.alignments);
  Tally tally = tally_of(posture, text.document);
  const auto& counts = text.document.counts;
  const std::string href = document_href(visit, number);
  const int units = counts.articles > 0 ? counts.articles : counts.headings;
  const std::string title = text.document.title.empty() ? "（題名なし）" : text.document.title;
  return {{"href", href},
          {"cells",
           JsonArray{cell_part({.text = title, .href = href, .heading = true}),
                     cell_part({.text = text.document.number}),
                     cell_part({.text = {}, .date = date_of(text.document)}),
                     cell_part({.text = std::to_string(units), .number = true}),
                     cell_part({.text = std::to_string(tally[State::overdue]), .number = true})}}};
}

bool may(const Visit& visit, Connection& connection, std::string_view act) {
  return visit.services.acts.may(connection, visit.person_id(), act).allowed;
}

JsonArray draft_parts(const Visit& visit, Connection& connection) {
  JsonArray drafts;
  for (const auto& draft : regulation::drafts(connection)) {
    drafts.push_back(JsonObject{{"href", visit.base() + "/regulations/drafts/" + draft.id},
                                {"source_name", draft.source_name},
                                {"person", draft.person_name},
                                {"made", instant_part(draft.made_at)}});
  }
  return drafts;
}

Result<Answer> list(const Visit& visit) {
  JsonArray rows;
  JsonArray drafts;
  JsonArray actions;
  visit.services.body.store().read([&](Connection& connection) {
    int number = 0;
    for (const auto& text : visit.services.body.texts(connection)) {
      rows.push_back(document_row(visit, connection, ++number, *text));
    }
    if (!may(visit, connection, "regulation.load")) return;
    drafts = draft_parts(visit, connection);
    actions.push_back(JsonObject{{"href", visit.base() + "/regulations/new"},
                                 {"label", "規程を読み込む"},
                                 {"primary", rows.empty()}});
  });
  JsonObject list = list_model({.title = "規程",
                                .lead = "この団体が定めた情報セキュリティの規程です。条文ごとに、誰"
                                        "が何をしなければならないかと、"
                                        "守られている状況が分かります。",
                                .columns = column_parts({{"title", "規程"},
                                                         {"number", "番号"},
                                                         {"date", "制定・施行の日"},
                                                         {"articles", "条の数", true},
                                                         {"overdue", "期限超過", true}}),
                                .rows = std::move(rows),
                                .empty = "まだ規程が読み込まれていません。",
                                .actions = std::move(actions)});
  return Page{
      "regulations",
      "規程",
      {{"list", std::move(list)}, {"drafts", std::move(drafts)}, {"articles", JsonArray()}}};
}

// --- a document

JsonObject toc_entry(const Posture& posture, const Node& node) {
  const bool counted = !asks_nothing(node.kind);
  return {{"href", "#" + node.place},
          {"label", shown_label(node)},
          {"title", text_or_null(node.caption)},
          {"states", counted ? states_part(posture.tally(node)) : JsonArray()}};
}

bool has_sections(const Node& node) {
  return node.kind == NodeKind::part || node.kind == NodeKind::chapter;
}

bool is_in_toc(const Node& node) {
  const bool text = node.kind == NodeKind::contents || node.kind == NodeKind::text ||
                    node.kind == NodeKind::table || node.kind == NodeKind::paragraph;
  return !text && !node.place.empty() && !shown_label(node).empty();
}

JsonArray toc_of(const Posture& posture, const regulation::Document& document) {
  JsonArray toc;
  for (const Node& node : document.nodes) {
    if (!is_in_toc(node)) continue;
    JsonArray sections;
    for (const Node& child : node.children) {
      const bool section = child.kind == NodeKind::chapter || child.kind == NodeKind::section;
      if (has_sections(node) && section) sections.push_back(toc_entry(posture, child));
    }
    JsonObject entry = toc_entry(posture, node);
    entry["sections"] = std::move(sections);
    toc.push_back(std::move(entry));
  }
  return toc;
}

// What else one can do with the document, for those who may.
JsonArray document_links(const Visit& visit, Connection& connection, const OpenedDocument& opened) {
  const std::string href = document_href(visit, opened.number);
  JsonArray links{JsonObject{{"href", href + "/source"}, {"label", "原文と見比べる"}}};
  if (may(visit, connection, "catalogue.confirm")) {
    const QueueCounts counts = AlignmentQueue(*opened.text).counts();
    const std::string left = std::to_string(counts.open + counts.review);
    links.push_back(JsonObject{{"href", href + "/alignment"},
                               {"label", "対応付けを確認する（残り" + left + "か所）"}});
  }
  if (may(visit, connection, "view.gaps")) {
    links.push_back(JsonObject{{"href", href + "/gaps"}, {"label", "規程に足りないものを見る"}});
  }
  if (may(visit, connection, "view.questions")) {
    links.push_back(
        JsonObject{{"href", href + "/questions"}, {"label", "監査・点検の質問票を作る"}});
  }
  return links;
}

Result<Answer> document(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto opened = open_document(visit, connection);
    if (!opened) return fail(opened.error());
    const body::Text& text = *opened->text;
    const Posture posture(visit.services.body.sources(connection), text.document, text.alignments);
    RegulationBlocks maker(visit, opened->number, text, posture,
                           visit.services.body.offices(connection));
    JsonArray blocks = maker.document();
    const RecordLinks records(visit, connection);
    JsonObject model{
        {"document",
         JsonObject{{"id", std::to_string(opened->number)},
                    {"title", text.document.title},
                    {"date", date_of(text.document)},
                    {"number", text_or_null(text.document.number)},
                    {"version", version_label(text.adopted.version)},
                    {"version_href", text_or_null(records.href(text.adopted.record_number))}}},
        {"exports", export_parts(visit, opened->number)},
        {"links", document_links(visit, connection, *opened)},
        {"states", states_part(tally_of(posture, text.document))},
        {"offices", JsonArray(maker.offices().begin(), maker.offices().end())},
        {"toc", toc_of(posture, text.document)},
        {"blocks", std::move(blocks)}};
    return Page{"regulation", text.document.title, std::move(model)};
  });
}

// --- an article

bool is_unit(NodeKind kind) {
  return kind == NodeKind::article || kind == NodeKind::heading ||
         kind == NodeKind::supplementary || kind == NodeKind::appendix ||
         kind == NodeKind::preamble;
}

// An article (or heading, 附則 …) with the titles it stands under, outermost first.
struct Unit {
  const Node* node = nullptr;
  std::vector<const Node*> above;
};

void collect_units(const std::vector<Node>& nodes, std::vector<const Node*>& above,
                   std::vector<Unit>& units) {
  for (const Node& node : nodes) {
    if (is_unit(node.kind) && !node.place.empty()) {
      units.push_back({&node, above});
    } else {
      above.push_back(&node);
      collect_units(node.children, above, units);
      above.pop_back();
    }
  }
}

std::vector<Unit> units_of(const regulation::Document& document) {
  std::vector<Unit> units;
  std::vector<const Node*> above;
  collect_units(document.nodes, above, units);
  return units;
}

bool contains(const Node& node, const Node* wanted) {
  return &node == wanted || std::ranges::any_of(node.children, [&](const Node& child) {
    return contains(child, wanted);
  });
}

// The unit in which the place stands: 第29条 for 第29条第2項.
std::optional<std::size_t> unit_at(const std::vector<Unit>& units,
                                   const regulation::Document& document, std::string_view place) {
  const Node* wanted = regulation::find(document, place);
  if (!wanted) return std::nullopt;
  for (std::size_t at = 0; at < units.size(); ++at) {
    if (contains(*units[at].node, wanted)) return at;
  }
  return std::nullopt;
}

// A control with the places of the article that carry it.
struct Carried {
  const Control* control = nullptr;
  const catalogue::AlignedControl* best = nullptr;
  std::vector<std::string> places;
};

std::vector<Carried> controls_below(const Visit& visit, const RegulationBlocks& maker,
                                    const Node& unit) {
  std::vector<std::string> places;
  regulation::traverse(unit, [&](const Node& node, int) {
    const bool known = places.empty() ? false : places.back() == node.place;
    if (!node.place.empty() && !known) places.push_back(node.place);
  });
  std::vector<Carried> list;
  for (const std::string& place : places) {
    for (const auto* aligned : maker.controls_at(place)) {
      const auto* control = visit.services.body.definitions().catalogue.find(aligned->control_id);
      if (!control) continue;
      auto known = std::ranges::find(list, control, &Carried::control);
      if (known == list.end()) known = list.insert(list.end(), {control, aligned, {}});
      if (aligned->permille > known->best->permille) known->best = aligned;
      known->places.push_back(place);
    }
  }
  std::ranges::stable_sort(list, std::ranges::greater{},
                           [](const Carried& carried) { return carried.best->permille; });
  return list;
}

Json runs_by_part(const Visit& visit, const Satisfier& satisfier, const RecordLinks& records,
                  const organisation::Offices& titled) {
  const auto& definitions = visit.services.body.definitions();
  const auto part = [](std::string_view kind, std::string_view title, std::string_view file,
                       std::string_view href) {
    return Json(JsonObject{{"kind", kind},
                           {"title", title},
                           {"file", text_or_null(file)},
                           {"href", text_or_null(href)}});
  };
  const std::string& name = satisfier.name;
  switch (satisfier.kind) {
    case SatisfierKind::procedure: {
      const auto found = definitions.procedures.find(name);
      if (found == definitions.procedures.end()) return nullptr;
      return part("申請手続", found->second.title, "definitions/procedures/" + name + ".yaml",
                  visit.base() + "/apply/" + name);
    }
    case SatisfierKind::register_: {
      const auto found = definitions.registers.find(name);
      if (found == definitions.registers.end()) return nullptr;
      return part("台帳", found->second.title, "definitions/registers/" + name + ".yaml",
                  visit.base() + "/registers/" + name);
    }
    case SatisfierKind::organisation:
      if (!titled.find(name)) return nullptr;
      return part("役職の任命", titled.title(name), "definitions/roles/offices.yaml",
                  visit.base() + "/organisation");
    case SatisfierKind::duty: {
      const auto found = definitions.duties.find(name);
      if (found == definitions.duties.end()) return nullptr;
      return part("定期の実施事項", found->second.title, "definitions/duties/" + name + ".yaml",
                  visit.base() + "/" + found->second.page());
    }
    case SatisfierKind::ledger:
      return part("記録", "改ざんすれば分かる記録", "",
                  records.href(1).empty() ? "" : visit.base() + "/ledger");
    case SatisfierKind::anchoring:
      return part("検証値の控え", "検証値を外に控える（" + name + "日以内ごと）", "",
                  records.href(1).empty() ? "" : visit.base() + "/ledger/checkpoints");
  }
  return nullptr;
}

// Who confirmed the control at these places last; null while it is a proposal.
Json confirmed_part(const body::Text& text, const Carried& carried) {
  const catalogue::Confirmation* last = nullptr;
  for (const std::string& place : carried.places) {
    const auto found = text.confirmations.find(place);
    if (found == text.confirmations.end() || found->second.needs_review) continue;
    if (!last || last->record_number < found->second.record_number) last = &found->second;
  }
  if (!last) return nullptr;
  return JsonObject{{"person", last->person_name}, {"at", instant_part(last->decided_at)}};
}

JsonObject control_part(const Visit& visit, Connection& connection, const body::Text& text,
                        const Carried& carried, const RecordLinks& records) {
  const Control& control = *carried.control;
  const auto judgement = duties::judge(visit.services.body.sources(connection), control);
  const auto titled = visit.services.body.offices(connection);
  JsonArray runs_by;
  for (const Satisfier& satisfier : control.satisfied_by) {
    Json part = runs_by_part(visit, satisfier, records, titled);
    if (!part.is_null()) runs_by.push_back(std::move(part));
  }
  return {{"id", control.id},
          {"title", control.title.ja},
          {"row", control.row},
          {"place", joined(carried.places)},
          {"href", nullptr},
          {"runs_by", std::move(runs_by)},
          {"state", JsonObject{{"code", duties::code_of(judgement.state)},
                               {"label", duties::label_of(judgement.state)},
                               {"reason", judgement.reason},
                               {"href", exception_href(visit, judgement)}}},
          {"score_percent", carried.best->permille / 10},
          {"score_reason", carried.best->reason},
          {"confirmed", confirmed_part(text, carried)}};
}

JsonArray evidence_items(const Evidence& evidence, const RecordLinks& records) {
  JsonArray items;
  for (const EvidenceItem& item : evidence.items) {
    JsonArray acts;
    for (const EvidenceAct& act : item.acts) {
      acts.push_back(JsonObject{{"record", act.record},
                                {"href", text_or_null(records.href(act.record))},
                                {"at", instant_part(act.at)},
                                {"act_label", act.label},
                                {"person", act.person},
                                {"office", text_or_null(act.capacity)}});
    }
    items.push_back(JsonObject{{"number", item.number},
                               {"href", item.href},
                               {"title", item.title},
                               {"person", item.person},
                               {"state", item.state},
                               {"acts", std::move(acts)}});
  }
  return items;
}

std::vector<const Control*> controls_of(const std::vector<Carried>& carried) {
  std::vector<const Control*> list;
  for (const Carried& one : carried) list.push_back(one.control);
  return list;
}

Json neighbour(const Visit& visit, int number, const std::vector<Unit>& units, std::size_t at) {
  if (at >= units.size()) return nullptr;  // also before the first: at wraps around
  const Node& node = *units[at].node;
  return JsonObject{{"href", place_href(visit, number, node.place)},
                    {"label", shown_label(node)},
                    {"caption", text_or_null(bracketed_caption(node))}};
}

// What is known of one article at this moment.
struct Article {
  OpenedDocument opened;
  std::vector<Unit> units;
  std::size_t at = 0;

  const Unit& unit() const { return units[at]; }
  const Node& node() const { return *units[at].node; }
  const body::Text& text() const { return *opened.text; }
  std::string title() const { return shown_label(node()) + bracketed_caption(node()); }
};

Result<Article> open_article(const Visit& visit, Connection& connection) {
  auto opened = open_document(visit, connection);
  if (!opened) return fail(opened.error());
  const regulation::Document& document = opened->text->document;
  auto units = units_of(document);
  const std::string place = visit.capture("place");
  const auto at = unit_at(units, document, place);
  if (!at) return no_such_in_regulation("「" + place + "」");
  return Article{*std::move(opened), std::move(units), *at};
}

JsonObject heading_part(const Visit& visit, const Article& article, const Posture& posture) {
  const Node& node = article.node();
  const auto& above = article.unit().above;
  const duties::Judgement& judgement = posture.at(node.place);
  const Json state = asks_nothing(node.kind) ? Json()
                                             : Json{{"code", duties::code_of(judgement.state)},
                                                    {"label", duties::label_of(judgement.state)},
                                                    {"reason", text_or_null(judgement.reason)},
                                                    {"href", exception_href(visit, judgement)}};
  return {{"id", node.place},
          {"label", shown_label(node)},
          {"caption", text_or_null(bracketed_caption(node))},
          {"chapter", above.empty() ? Json() : Json(title_line(*above.front()))},
          {"section", above.size() < 2 ? Json() : Json(title_line(*above.back()))},
          {"href", place_href(visit, article.opened.number, node.place)},
          {"state", state}};
}

JsonObject place_part(const Visit& visit, Connection& connection, const Article& article) {
  const int number = article.opened.number;
  const body::Text& text = article.text();
  const Posture posture(visit.services.body.sources(connection), text.document, text.alignments);
  RegulationBlocks maker(visit, number, text, posture, visit.services.body.offices(connection));
  const RecordLinks records(visit, connection);
  const auto carried = controls_below(visit, maker, article.node());
  JsonArray controls;
  for (const Carried& one : carried) {
    controls.push_back(control_part(visit, connection, text, one, records));
  }
  const auto evidence = evidence_of(visit, connection, controls_of(carried), evidence_on_page);
  JsonObject place = heading_part(visit, article, posture);
  const std::string href(place.at("href").as_string());
  place["blocks"] = maker.inside(article.node());
  place["duties"] = maker.duties_below(article.node());
  place["controls"] = std::move(controls);
  place["evidence"] = JsonObject{{"total", evidence.total},
                                 {"withheld", evidence.withheld},
                                 {"xlsx_href", href + "/evidence.xlsx"},
                                 {"items", evidence_items(evidence, records)}};
  place["previous"] = neighbour(visit, number, article.units, article.at - 1);
  place["next"] = neighbour(visit, number, article.units, article.at + 1);
  return place;
}

Result<Answer> place(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto article = open_article(visit, connection);
    if (!article) return fail(article.error());
    return Page{"place",
                article->title(),
                {{"document", document_part(visit, article->opened)},
                 {"place", place_part(visit, connection, *article)}}};
  });
}

// --- its evidence as a file

reports::Value instant_value(const std::string& iso) {
  const auto instant = parse_iso_instant(iso);
  return instant ? reports::Value(*instant) : reports::Value();
}

std::vector<std::vector<reports::Value>> evidence_rows(const Evidence& evidence) {
  std::vector<std::vector<reports::Value>> rows;
  for (const EvidenceItem& item : evidence.items) {
    for (const EvidenceAct& act : item.acts) {
      rows.push_back({item.number, item.title, item.person, text_at(item.state, "label"),
                      instant_value(act.at), act.label, act.person, act.capacity,
                      static_cast<std::int64_t>(act.record)});
    }
  }
  return rows;
}

Result<Answer> evidence_file(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto article = open_article(visit, connection);
    if (!article) return fail(article.error());
    const body::Text& text = article->text();
    const Posture posture(visit.services.body.sources(connection), text.document, text.alignments);
    const RegulationBlocks maker(visit, article->opened.number, text, posture,
                                 visit.services.body.offices(connection));
    const auto carried = controls_below(visit, maker, article->node());
    const auto evidence = evidence_of(visit, connection, controls_of(carried), evidence_in_file);
    const std::string title = article->title() + "の実施の記録";
    const auto bytes = reports::to_xlsx({.title = text.document.title + "　" + title,
                                         .made = today_of(visit),
                                         .columns = {{"番号", 24},
                                                     {"件名", 30},
                                                     {"申請者・所管", 16},
                                                     {"状況", 16},
                                                     {"日時", 26},
                                                     {"行ったこと", 16},
                                                     {"行った人", 16},
                                                     {"職", 34},
                                                     {"記録の番号", 10}},
                                         .rows = evidence_rows(evidence)});
    if (!bytes) return fail(bytes.error());
    return Response::file(title + ".xlsx", reports::xlsx_content_type, *bytes);
  });
}

}  // namespace

Routes regulation_routes() {
  const std::string act = "view.regulations";
  const std::string documents = "/b/{body}/regulations";
  const std::string place_pattern = documents + "/{document}/{place}";
  return {{Method::get, documents, "regulations", act, list},
          {Method::get, documents + "/{document}", "regulation", act, document},
          {Method::get, place_pattern, "place", act, place},
          {Method::get, place_pattern + "/evidence.xlsx", "evidence_file", act, evidence_file}};
}

}  // namespace mamori::web
