// 対応付けの確認: a person goes through the places of a regulation, the least sure first, and says
// which controls each speaks of (row A3).
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "web/alignment_queue.h"
#include "web/control_groups.h"
#include "web/list_parts.h"
#include "web/page_steps.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"
#include "web/regulation_blocks.h"
#include "web/regulation_document.h"
#include "web/side_by_side.h"

namespace mamori::web {
namespace {

using catalogue::Confirmation;
using catalogue::Control;
using regulation::Node;
using store::Connection;

constexpr std::size_t rows_per_page = 100;
constexpr std::size_t together_max = 300;
constexpr std::size_t text_in_list_max = 80;  // characters

std::uint64_t number_in(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The pages of one document's alignment, as asked for.
struct Desk {
  const Visit& visit;
  Connection& connection;
  OpenedDocument opened;
  AlignmentQueue queue;
  QueueFilter filter;

  const body::Text& text() const { return *opened.text; }
  std::string href() const { return document_href(visit, opened.number) + "/alignment"; }
  // The card of a place, or of the first when it is "".
  std::string card_href(std::string_view place, QueueFilter shown) const {
    std::string query = "?filter=" + std::string(name_of(shown));
    if (!place.empty()) query += "&place=" + percent_encode(place);
    return href() + query;
  }
  const Control* control(std::string_view id) const {
    return visit.services.body.definitions().catalogue.find(id);
  }
  std::string title_of(const std::string& id) const {
    const Control* found = control(id);
    return found ? found->title.ja : id;
  }
};

Result<Desk> open_desk(const Visit& visit, Connection& connection) {
  auto opened = open_document(visit, connection);
  if (!opened) return fail(opened.error());
  AlignmentQueue queue(*opened->text);
  return Desk{visit, connection, *std::move(opened), std::move(queue),
              filter_of(visit.request.query.get("filter"))};
}

JsonObject progress_part(const QueueCounts& counts) {
  return {{"total", counts.total},
          {"decided", counts.decided()},
          {"open", counts.open},
          {"review", counts.review},
          {"text", std::to_string(counts.total) + "か所のうち" + std::to_string(counts.decided()) +
                       "か所を確認"}};
}

JsonArray filter_parts(const Desk& desk, const std::string& page_href) {
  const QueueCounts& counts = desk.queue.counts();
  struct Choice {
    QueueFilter filter;
    std::string_view label;
    std::size_t count;
  };
  JsonArray list;
  for (const Choice& choice : {Choice{QueueFilter::open, "未確認", counts.open + counts.review},
                               Choice{QueueFilter::confirmed, "確認済み", counts.confirmed},
                               Choice{QueueFilter::none, "該当なし", counts.none},
                               Choice{QueueFilter::all, "すべて", counts.total}}) {
    list.push_back(JsonObject{
        {"label", std::string(choice.label) + "（" + std::to_string(choice.count) + "）"},
        {"count", choice.count},
        {"href", page_href + "?filter=" + std::string(name_of(choice.filter))},
        {"current", choice.filter == desk.filter}});
  }
  return list;
}

JsonObject links_part(const Desk& desk) {
  const auto& counts = desk.queue.counts();
  const std::size_t sure = desk.queue.sure().size();
  const std::string filter = "?filter=" + std::string(name_of(desk.filter));
  return {{"card", desk.href() + filter},
          {"list", desk.href() + "/list" + filter},
          {"together", sure > 0 ? Json(desk.href() + "/together") : Json()},
          {"sure", sure},
          {"gaps", document_href(desk.visit, desk.opened.number) + "/gaps"},
          {"finished", counts.total > 0 && counts.decided() == counts.total}};
}

// --- one place

// The article around the place, so that a person sees what it is about.
JsonArray context_parts(const Desk& desk, std::string_view place) {
  JsonArray list;
  const Node* article = regulation::find(desk.text().document, article_of_place(place));
  if (!article) article = regulation::find(desk.text().document, place);
  if (!article) return list;
  regulation::traverse(*article, [&](const Node& node, int depth) {
    if (node.text.empty() && node.caption.empty() && depth > 0) return;
    list.push_back(
        JsonObject{{"label", text_or_null(shown_label(node))},
                   {"text", text_or_null(depth == 0 && !node.caption.empty() && node.text.empty()
                                             ? bracketed_caption(node)
                                             : node.text)},
                   {"depth", std::min(depth, 4)},
                   {"current", node.place == place && !node.text.empty()}});
  });
  return list;
}

JsonArray proposal_parts(const Desk& desk, const QueueItem& item) {
  JsonArray list;
  for (const auto* proposal : item.proposals) {
    const Control* control = desk.control(proposal->control_id);
    if (!control) continue;
    list.push_back(
        JsonObject{{"key", std::to_string(list.size() + 1)},
                   {"control", control->id},
                   {"title", control->title.ja},
                   {"row", control->row},
                   {"wording", control->wording.empty() ? std::string() : control->wording.front()},
                   {"score", confidence_part(proposal->permille)},
                   {"reason", text_or_null(proposal->reason)}});
  }
  return list;
}

JsonArray control_groups(const Desk& desk, const QueueItem& item) {
  const auto chosen = item.confirmation ? item.confirmation->controls : std::vector<std::string>{};
  JsonArray groups;
  for (const ControlGroup& group : grouped_controls(desk.visit.services.body.definitions())) {
    JsonArray options;
    for (const Control* control : group.controls) {
      options.push_back(
          JsonObject{{"value", control->id},
                     {"label", control->title.ja},
                     {"row", control->row},
                     {"selected", std::ranges::find(chosen, control->id) != chosen.end()}});
    }
    groups.push_back(JsonObject{
        {"letter", group.letter}, {"title", group.title}, {"options", std::move(options)}});
  }
  return groups;
}

JsonArray titles_part(const Desk& desk, const std::vector<std::string>& controls) {
  JsonArray titles;
  for (const std::string& id : controls) titles.push_back(JsonObject{{"title", desk.title_of(id)}});
  return titles;
}

std::string carriage_note(const Confirmation& confirmation) {
  switch (confirmation.carriage) {
    case catalogue::Carriage::none:
      return {};
    case catalogue::Carriage::same:
      return "前の版での確認を引き継いでいます。";
    case catalogue::Carriage::moved:
      return "前の版の" + confirmation.from_place + "での確認を引き継いでいます。";
    case catalogue::Carriage::changed:
      return "前の版の" + confirmation.from_place +
             "で確認したあと、条文が変わりました。今の条文でもよいか確かめてください。";
  }
  return {};
}

Json confirmed_part(const Desk& desk, const QueueItem& item, const RecordLinks& records) {
  if (!item.confirmation) return nullptr;
  const Confirmation& confirmation = *item.confirmation;
  const bool changed = confirmation.needs_review;
  return JsonObject{{"person", confirmation.person_name},
                    {"at", instant_part(confirmation.decided_at)},
                    {"href", text_or_null(records.href(confirmation.record_number))},
                    {"controls", titles_part(desk, confirmation.controls)},
                    {"note", text_or_null(carriage_note(confirmation))},
                    {"difference", changed ? difference_parts(confirmation.text, item.demand->text)
                                           : JsonArray()}};
}

std::string event_label(const catalogue::ConfirmationEvent& event) {
  if (event.act == "take_back") return "確認を取り消した";
  if (event.act == "carry") return "新しい版に引き継いだ";
  return event.controls.empty() ? "該当する管理策なしとした" : "確認した";
}

JsonArray history_parts(const Desk& desk, std::string_view place, const RecordLinks& records) {
  JsonArray list;
  for (const auto& event : catalogue::events_of(desk.connection, desk.text().adopted.version,
                                                desk.opened.number, place)) {
    std::string titles;
    for (const std::string& id : event.controls) {
      titles += (titles.empty() ? "" : "、") + desk.title_of(id);
    }
    list.push_back(JsonObject{{"record", event.record_number},
                              {"href", text_or_null(records.href(event.record_number))},
                              {"at", instant_part(event.at)},
                              {"act_label", event_label(event)},
                              {"person", event.person_name.empty() ? "mamori" : event.person_name},
                              {"office", nullptr},
                              {"comment", text_or_null(titles)},
                              {"written", JsonArray()}});
  }
  return list;
}

struct Neighbours {
  const QueueItem* previous = nullptr;
  const QueueItem* next = nullptr;
  std::size_t position = 0;  // from 1; 0 when the place is not in the list
};

Neighbours neighbours_of(const std::vector<const QueueItem*>& list, const QueueItem* current) {
  const auto found = std::ranges::find(list, current);
  if (found == list.end()) return {nullptr, list.empty() ? nullptr : list.front(), 0};
  const auto at = static_cast<std::size_t>(found - list.begin());
  return {at > 0 ? list[at - 1] : nullptr, at + 1 < list.size() ? list[at + 1] : nullptr, at + 1};
}

Json card_link(const Desk& desk, const QueueItem* item) {
  if (!item) return nullptr;
  return JsonObject{{"href", desk.card_href(item->demand->place, desk.filter)},
                    {"place", item->demand->place}};
}

JsonObject card_part(const Desk& desk, const QueueItem& item) {
  const auto list = desk.queue.filtered(desk.filter);
  const Neighbours around = neighbours_of(list, &item);
  const RecordLinks records(desk.visit, desk.connection);
  const std::string& place = item.demand->place;
  return {{"place", place},
          {"caption", text_or_null(item.demand->caption)},
          {"href", place_href(desk.visit, desk.opened.number, place)},
          {"text", item.demand->text},
          {"standing", standing_part(item.shown())},
          {"position", around.position == 0 ? Json()
                                            : Json(std::to_string(list.size()) + "件のうち" +
                                                   std::to_string(around.position) + "件目")},
          {"context", context_parts(desk, place)},
          {"proposals", proposal_parts(desk, item)},
          {"groups", control_groups(desk, item)},
          {"confirmed", confirmed_part(desk, item, records)},
          {"action", desk.href()},
          {"version", desk.text().adopted.version},
          {"seen", item.confirmation ? item.confirmation->record_number : 0},
          {"filter", name_of(desk.filter)},
          {"next_place", around.next ? Json(around.next->demand->place) : Json()},
          {"previous", card_link(desk, around.previous)},
          {"next", card_link(desk, around.next)},
          {"history", history_parts(desk, place, records)}};
}

// The person's last decision, to be taken back with one key.
Json undo_part(const Desk& desk) {
  const auto last = catalogue::last_of(desk.connection, desk.text().adopted.version,
                                       desk.opened.number, desk.visit.person_id());
  if (!last) return nullptr;
  return JsonObject{{"action", desk.href() + "/undo"},
                    {"place", last->place},
                    {"seen", last->record_number},
                    {"version", last->version},
                    {"filter", name_of(desk.filter)}};
}

JsonArray vanished_parts(const Desk& desk) {
  JsonArray list;
  for (const Confirmation& gone :
       catalogue::vanished(desk.connection, desk.text().adopted.version)) {
    list.push_back(JsonObject{{"place", gone.place},
                              {"text", gone.text},
                              {"person", gone.person_name},
                              {"at", instant_part(gone.decided_at)},
                              {"controls", titles_part(desk, gone.controls)}});
  }
  return list;
}

Result<Answer> card(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto desk = open_desk(visit, connection);
    if (!desk) return fail(desk.error());
    const std::string asked = visit.request.query.get("place");
    const QueueItem* item = asked.empty() ? nullptr : desk->queue.find(asked);
    if (!asked.empty() && !item) return no_such_in_regulation("「" + asked + "」");
    const auto list = desk->queue.filtered(desk->filter);
    if (!item && !list.empty()) item = list.front();
    JsonObject model{{"document", document_part(visit, desk->opened)},
                     {"progress", progress_part(desk->queue.counts())},
                     {"filters", filter_parts(*desk, desk->href())},
                     {"links", links_part(*desk)},
                     {"card", item ? Json(card_part(*desk, *item)) : Json()},
                     {"undo", undo_part(*desk)},
                     {"vanished", vanished_parts(*desk)}};
    return Page{"alignment", "対応付けの確認", std::move(model)};
  });
}

// --- all places as a list

std::string shortened(const std::string& text) {
  const std::u32string points = code_points(text);
  if (points.size() <= text_in_list_max) return text;
  return utf8(std::u32string_view(points).substr(0, text_in_list_max)) + "…";
}

std::string_view tone_of(std::string_view standing) {
  if (standing == "confirmed") return "success";
  if (standing == "review") return "warning";
  return standing == "none" ? "stopped" : "waiting";
}

JsonObject list_row(const Desk& desk, const QueueItem& item) {
  std::string controls;
  if (item.confirmation) {
    for (const std::string& id : item.confirmation->controls) {
      controls += (controls.empty() ? "" : "、") + desk.title_of(id);
    }
  } else if (!item.proposals.empty()) {
    controls = desk.title_of(item.proposals.front()->control_id);
  }
  const Json standing = standing_part(item.shown());
  const std::string sure = item.confirmation || item.proposals.empty()
                               ? std::string()
                               : text_at(confidence_part(item.permille()), "label");
  const std::string href = desk.card_href(item.demand->place, QueueFilter::all);
  return {
      {"href", href},
      {"cells",
       JsonArray{cell_part({.text = item.demand->place, .href = href, .heading = true}),
                 cell_part({.text = shortened(item.demand->text)}), cell_part({.text = controls}),
                 cell_part({.text = sure}),
                 cell_part({.text = {},
                            .chip = chip(text_at(standing, "label"), tone_of(item.standing))})}}};
}

Json pages_part(const Desk& desk, std::size_t page, std::size_t pages) {
  return page_steps(page, pages, [&](std::size_t number) {
    return desk.href() + "/list?filter=" + std::string(name_of(desk.filter)) +
           "&page=" + std::to_string(number);
  });
}

JsonObject list_part(const Desk& desk) {
  const auto items = desk.queue.filtered(desk.filter);
  const std::size_t pages = (items.size() + rows_per_page - 1) / rows_per_page;
  const std::size_t page = page_asked(desk.visit, pages);
  JsonArray rows;
  for (std::size_t at = (page - 1) * rows_per_page;
       at < std::min(items.size(), page * rows_per_page); ++at) {
    rows.push_back(list_row(desk, *items[at]));
  }
  return list_model(
      {.title = "対応付けの一覧",
       .lead = text_at(progress_part(desk.queue.counts()), "text") + "しました。",
       .columns = column_parts({{"place", "箇所"},
                                {"text", "条文"},
                                {"control", "管理策"},
                                {"score", "確からしさ"},
                                {"state", "確認"}}),
       .rows = std::move(rows),
       .empty = "当てはまる箇所はありません。",
       .total = items.size(),
       .filters = JsonArray{JsonObject{{"label", "確認"},
                                       {"options", filter_parts(desk, desk.href() + "/list")}}},
       .actions = JsonArray{JsonObject{{"href", desk.card_href("", QueueFilter::open)},
                                       {"label", "一つずつ確認する"},
                                       {"primary", true}}},
       .pages = pages_part(desk, page, pages)});
}

Result<Answer> list(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto desk = open_desk(visit, connection);
    if (!desk) return fail(desk.error());
    return Page{"alignment-list",
                "対応付けの一覧",
                {{"document", document_part(visit, desk->opened)},
                 {"list", list_part(*desk)},
                 {"articles", JsonArray()}}};
  });
}

// --- deciding

// {version, place, seen} and either {controls} or, from the page, {choose, control}.
struct Asked {
  body::Edition edition;
  catalogue::Decision decision;
  std::string filter;
  std::string next_place;
};

std::uint64_t natural_at(const Json& input, std::string_view key) {
  const std::string text = text_at(input, key);
  return text.empty()
             ? static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_at(input, key)))
             : number_in(text);
}

Result<std::vector<std::string>> controls_chosen(const Json& input) {
  const std::string choose = text_at(input, "choose");
  if (input.get_object().contains("controls")) {
    return registers::texts_of(input.get_object(), "controls");
  }
  if (choose == "none") return std::vector<std::string>{};
  if (choose != "selected" && !choose.empty()) return std::vector<std::string>{choose};
  auto controls = registers::texts_of(input.get_object(), "control");
  if (!controls.empty()) return controls;
  return fail(Fault::invalid, "nothing_chosen", "管理策が選ばれていません。",
              "管理策を選ぶか、「該当する管理策なし」を押してください。");
}

Asked read_asked(const Visit& visit, const Json& input) {
  return {{static_cast<std::int64_t>(natural_at(input, "version")),
           static_cast<std::int64_t>(number_in(visit.capture("document")))},
          {text_at(input, "place"), natural_at(input, "seen"), {}},
          text_at(input, "filter"),
          text_at(input, "next_place")};
}

std::string back_to(const Visit& visit, const Asked& asked, const std::string& place) {
  std::string href = visit.base() + "/regulations/" + std::to_string(asked.edition.document) +
                     "/alignment?filter=" + std::string(name_of(filter_of(asked.filter)));
  if (!place.empty()) href += "&place=" + percent_encode(place);
  return href + "#card";
}

Result<Answer> decide(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  Asked asked = read_asked(visit, *input);
  auto controls = controls_chosen(*input);
  if (!controls) return fail(controls.error());
  const bool none = controls->empty();
  asked.decision.controls = *std::move(controls);
  const auto confirmed =
      visit.services.acts.confirm_alignments(visit.person_id(), asked.edition, {asked.decision});
  if (!confirmed) return fail(confirmed.error());
  return done(visit, back_to(visit, asked, asked.next_place),
              asked.decision.place +
                  (none ? "を「該当する管理策なし」としました。" : "の対応付けを確認しました。"),
              {{"record", confirmed->record_number}});
}

Result<Answer> undo(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const Asked asked = read_asked(visit, *input);
  const auto taken = visit.services.acts.take_back_confirmation(
      visit.person_id(), asked.edition, asked.decision.place, asked.decision.seen);
  if (!taken) return fail(taken.error());
  return done(visit, back_to(visit, asked, asked.decision.place),
              asked.decision.place + "の確認を取り消しました。",
              {{"record", taken->record_number}});
}

// --- several together

Result<Answer> show_together(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto desk = open_desk(visit, connection);
    if (!desk) return fail(desk.error());
    const auto items = desk->queue.sure();
    JsonArray rows;
    for (const QueueItem* item : items) {
      if (rows.size() == together_max) break;
      rows.push_back(
          JsonObject{{"place", item->demand->place},
                     {"href", place_href(visit, desk->opened.number, item->demand->place)},
                     {"text", item->demand->text},
                     {"title", desk->title_of(item->proposals.front()->control_id)},
                     {"score", confidence_part(item->permille())},
                     {"reason", text_or_null(item->proposals.front()->reason)}});
    }
    JsonObject model{{"document", document_part(visit, desk->opened)},
                     {"total", items.size()},
                     {"shown", rows.size()},
                     {"action", desk->href() + "/together"},
                     {"back_href", desk->href()},
                     {"version", desk->text().adopted.version},
                     {"rows", std::move(rows)}};
    return Page{"alignment-together", "まとめて確認", std::move(model)};
  });
}

Result<Answer> confirm_together(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto places = registers::texts_of(input->get_object(), "place");
  const Asked asked = read_asked(visit, *input);
  const auto decisions = visit.services.body.store().read(
      [&](Connection& connection) -> Result<std::vector<catalogue::Decision>> {
        const auto desk = open_desk(visit, connection);
        if (!desk) return fail(desk.error());
        std::vector<catalogue::Decision> list;
        for (const std::string& place : places) {
          const QueueItem* item = desk->queue.find(place);
          if (!item || item->proposals.empty()) return no_such_in_regulation("「" + place + "」");
          list.push_back({place, 0, {item->proposals.front()->control_id}});
        }
        return list;
      });
  if (!decisions) return fail(decisions.error());
  const auto confirmed =
      visit.services.acts.confirm_alignments(visit.person_id(), asked.edition, *decisions);
  if (!confirmed) return fail(confirmed.error());
  return done(visit, back_to(visit, asked, ""),
              std::to_string(decisions->size()) + "か所の対応付けをまとめて確認しました。",
              {{"record", confirmed->record_number}, {"count", decisions->size()}});
}

}  // namespace

Routes alignment_routes() {
  const std::string act = "catalogue.confirm";
  const std::string alignment = "/b/{body}/regulations/{document}/alignment";
  return {
      {Method::get, alignment, "alignment", act, card},
      {Method::post, alignment, "alignment_confirm", act, decide},
      {Method::post, alignment + "/undo", "alignment_undo", act, undo},
      {Method::get, alignment + "/list", "alignment_list", act, list},
      {Method::get, alignment + "/together", "alignment_together", act, show_together},
      {Method::post, alignment + "/together", "alignment_confirm_together", act, confirm_together}};
}

}  // namespace mamori::web
