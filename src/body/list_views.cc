#include "body/list_views.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "ledger/newest.h"

namespace mamori::body {
namespace {

using store::Connection;

constexpr std::string_view save_kind = "lists.save_view";
constexpr std::string_view remove_kind = "lists.remove_view";
constexpr std::string_view share_act = "lists.share_view";
constexpr std::int64_t records_read_max = 1000;
constexpr std::size_t name_characters_max = 40;
constexpr std::size_t query_bytes_max = 2000;

std::string subject_of(std::string_view list, std::string_view person_id, bool shared) {
  const std::string of_list = "lists/" + std::string(list);
  return shared ? of_list : of_list + "/" + std::string(person_id);
}

std::vector<SavedView> views_at(Connection& connection, std::string_view subject, bool shared) {
  std::map<std::string, SavedView> views;
  std::map<std::string, bool> known;  // of each name, the newest record counts
  for (const auto& record : ledger::newest_of(connection, subject, records_read_max)) {
    std::string name = text_at(record.payload, "name");
    if (!known.emplace(name, true).second || record.kind != save_kind) continue;
    views[name] = {name, text_at(record.payload, "query"), shared};
  }
  std::vector<SavedView> list;
  for (auto& [name, view] : views) list.push_back(std::move(view));
  return list;
}

SavedView asked_in(const Json& input) {
  return {nfc(trimmed(text_at(input, "name"))), text_at(input, "query"),
          text_at(input, "shared") == "yes"};
}

Result<void> check(const SavedView& view) {
  Error wrong{Fault::invalid, "input_invalid", "入力に直すところがあります。",
              "示された項目を直して、もう一度送ってください。"};
  if (view.name.empty() || length_in_characters(view.name) > name_characters_max ||
      view.name.contains('\n')) {
    wrong.fields.push_back({"name", "見方の名前を、40文字以内で入力してください。"});
  }
  if (!view.query.starts_with('?') || view.query.size() > query_bytes_max) {
    wrong.fields.push_back({"query", "この条件は保存できません。条件を減らしてください。"});
  }
  return wrong.fields.empty() ? Result<void>() : fail(wrong);
}

ledger::Act act_of(std::string_view kind, std::string_view actor, std::string_view list,
                   const SavedView& view) {
  JsonObject payload{{"list", list}, {"name", view.name}, {"shared", view.shared}};
  if (kind == save_kind) payload["query"] = view.query;
  return {std::string(kind), std::string(actor), subject_of(list, actor, view.shared),
          std::move(payload)};
}

std::string_view rule_for(const SavedView& view) {
  return view.shared ? share_act : save_kind;
}

}  // namespace

std::vector<SavedView> saved_views(Connection& connection, std::string_view list,
                                   std::string_view person_id) {
  auto all = views_at(connection, subject_of(list, person_id, true), true);
  for (SavedView& own : views_at(connection, subject_of(list, person_id, false), false)) {
    all.push_back(std::move(own));
  }
  return all;
}

Result<Done> ListViews::save(std::string_view actor, std::string_view list, const Json& input) {
  const SavedView view = asked_in(input);
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, rule_for(view)); !allowed) {
      return fail(allowed.error());
    }
    if (auto right = check(view); !right) return fail(right.error());
    const auto known = views_at(connection, subject_of(list, actor, view.shared), view.shared);
    const bool replaces = std::ranges::find(known, view.name, &SavedView::name) != known.end();
    if (!replaces && known.size() >= views_max) {
      return fail(Fault::limit, "too_many_views", "保存した見方が多すぎます。",
                  "使わないものを削除してから、もう一度保存してください。");
    }
    return record_act(body_, connection, act_of(save_kind, actor, list, view));
  });
}

Result<Done> ListViews::remove(std::string_view actor, std::string_view list, const Json& input) {
  const SavedView view = asked_in(input);
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, rule_for(view)); !allowed) {
      return fail(allowed.error());
    }
    const auto known = views_at(connection, subject_of(list, actor, view.shared), view.shared);
    if (std::ranges::find(known, view.name, &SavedView::name) == known.end()) {
      return fail(Fault::not_found, "view_unknown", "その見方は、もうありません。",
                  "一覧を開き直してください。");
    }
    return record_act(body_, connection, act_of(remove_kind, actor, list, view));
  });
}

}  // namespace mamori::body
