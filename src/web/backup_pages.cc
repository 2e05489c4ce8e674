// 控え（バックアップ）: each one taken, with what came of it, and how to go back to one.
#include "base/date.h"
#include "recovery/records.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using recovery::Event;
using store::Connection;

constexpr std::int64_t events_shown_max = 400;  // a year and a month, one a day

// 1234567 → 1.2 MB, as file managers show it.
std::string size_text(std::uint64_t bytes) {
  if (bytes < 1'000'000) return std::to_string((bytes + 999) / 1000) + " KB";
  const std::uint64_t tenths = bytes / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

Json outcome_chip(const Event& event) {
  switch (event.kind) {
    case Event::Kind::made:
      return chip("戻せることを確認済み", "success");
    case Event::Kind::failed:
      return chip("失敗", "error");
    case Event::Kind::restored:
      return chip("控えから復元", "warning");
  }
  return nullptr;
}

JsonObject event_row(const Visit& visit, const Event& event) {
  const std::string number = std::to_string(event.record_number);
  const std::string href = visit.base() + "/ledger/" + number;
  const bool made = event.kind == Event::Kind::made;
  const bool failed = event.kind == Event::Kind::failed;
  return {
      {"href", href},
      {"cells",
       JsonArray{cell_part({.text = number, .href = href, .number = true, .heading = true}),
                 cell_part({.text = {}, .date = instant_part(iso_instant(event.at))}),
                 cell_part({.text = {}, .chip = outcome_chip(event)}),
                 cell_part({.text = failed ? event.reason : event.file}),
                 cell_part({.text = made ? size_text(event.bytes) : "", .number = true}),
                 cell_part({.text = made ? std::to_string(event.records) : "", .number = true})}}};
}

JsonObject list_part(const Visit& visit, Connection& connection) {
  JsonArray rows;
  for (const Event& event : recovery::newest_events(connection, events_shown_max)) {
    rows.push_back(event_row(visit, event));
  }
  return list_model({.title = "控え（バックアップ）",
                     .lead =
                         "mamoriのデータすべての控えです。取るたびに、書いたファイルを読み戻し、元"
                         "のデータに戻せる"
                         "ことを確かめています。控えは暗号化され、合言葉か鍵がなければ開けません。",
                     .columns = column_parts({{"number", "記録", true},
                                              {"at", "日時"},
                                              {"outcome", "結果"},
                                              {"file", "ファイル・理由"},
                                              {"size", "大きさ", true},
                                              {"records", "入っている記録", true}}),
                     .rows = std::move(rows),
                     .empty = "控えは、まだありません。毎日取るには、mamoriを動かすときに "
                              "--backup-folder で置き場所を指定します。"});
}

Result<Answer> list(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return Page{"backups",
                "控え（バックアップ）",
                {{"list", list_part(visit, connection)},
                 {"slug", visit.services.body.slug()},
                 {"articles", articles_served_by(visit, connection,
                                                 {catalogue::SatisfierKind::duty, "backup"})}}};
  });
}

}  // namespace

Routes backup_routes() {
  return {{Method::get, "/b/{body}/backups", "backups", "view.backups", list}};
}

}  // namespace mamori::web
