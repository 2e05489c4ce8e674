// 検証値の控え: where the signed checkpoint was put, the sheet to print, and that it was kept.
#include <charconv>

#include "anchoring/anchorer.h"
#include "base/bytes.h"
#include "ledger/checkpoint.h"
#include "reports/qr.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using anchoring::Anchoring;
using anchoring::Trouble;
using registers::Field;
using store::Connection;

constexpr std::string_view keep_act = "ledger.keep_checkpoint";
constexpr int place_length_max = 200;
constexpr int name_length_max = 100;
constexpr int confirmation_rows = 4;  // to fill in by hand
constexpr std::size_t digits_in_group = 8;

std::string page_href(const Visit& visit) {
  return visit.base() + "/ledger/checkpoints";
}

std::string sheet_href(const Visit& visit) {
  return visit.base() + "/ledger/checkpoint/sheet";
}

JsonArray articles_of_keeping(const Visit& visit, Connection& connection) {
  JsonArray articles;
  for (const auto& control : visit.services.body.definitions().catalogue.controls()) {
    for (const auto& satisfier : control.satisfied_by) {
      if (satisfier.kind == catalogue::SatisfierKind::anchoring) {
        return articles_served_by(visit, connection, satisfier);
      }
    }
  }
  return articles;
}

// --- the list

JsonObject anchoring_row(const Visit& visit, const Anchoring& anchored) {
  const std::string number = std::to_string(anchored.record_number);
  const std::string record = visit.base() + "/ledger/" + number;
  const bool stamped = anchored.way == anchoring::Way::timestamp;
  const std::string files = page_href(visit) + "/" + number;
  return {{"href", record},
          {"cells",
           JsonArray{cell_part({.text = number, .href = record, .number = true, .heading = true}),
                     cell_part({.text = {}, .date = instant_part(anchored.at)}),
                     cell_part({.text = std::string(label_of(anchored.way))}),
                     cell_part({.text = anchored.place}),
                     cell_part({.text = std::to_string(anchored.size) + "件", .number = true}),
                     cell_part({.text = "検証値", .href = files + "/checkpoint"}),
                     cell_part({.text = stamped ? "タイムスタンプ" : "",
                                .href = stamped ? files + "/timestamp" : ""})}}};
}

JsonObject list_part(const Visit& visit, Connection& connection) {
  JsonArray rows;
  for (const Anchoring& anchored : anchoring::anchorings(connection)) {
    rows.push_back(anchoring_row(visit, anchored));
  }
  return list_model(
      {.title = "検証値の控え",
       .lead = "検証値を、記録を書き換えられる人の手が届かないところに控えた記録です。毎日控えてお"
               "くと、"
               "後から記録が失われたり書き換えられたりしたことが、必ず分かります。",
       .columns = column_parts({{"number", "記録の番号", true},
                                {"at", "日時"},
                                {"way", "控え方"},
                                {"place", "控えた先"},
                                {"size", "記録の数", true},
                                {"checkpoint", "検証値のファイル"},
                                {"timestamp", "タイムスタンプ"}}),
       .rows = std::move(rows),
       .empty = "まだどこにも控えていません。まず紙に控えてください。",
       .empty_href = sheet_href(visit),
       .empty_label = "紙に控える",
       .actions = JsonArray{
           JsonObject{{"href", sheet_href(visit)}, {"label", "紙に控える"}, {"primary", true}}}});
}

JsonArray trouble_parts(const Visit& visit) {
  JsonArray troubles;
  for (const Trouble& trouble : visit.services.body.anchorer().troubles()) {
    troubles.push_back(JsonObject{{"way", label_of(trouble.way)},
                                  {"place", trouble.place},
                                  {"at", instant_part(iso_instant(trouble.at))},
                                  {"message", trouble.error.message},
                                  {"remedy", text_or_null(trouble.error.remedy)}});
  }
  return troubles;
}

Result<Answer> list(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return Page{"checkpoints",
                "検証値の控え",
                {{"list", list_part(visit, connection)},
                 {"troubles", trouble_parts(visit)},
                 {"articles", articles_of_keeping(visit, connection)}}};
  });
}

// --- the sheet

std::string in_groups(std::string_view digits) {
  std::string text;
  for (std::size_t at = 0; at < digits.size(); at += digits_in_group) {
    text += (at == 0 ? "" : " ") + std::string(digits.substr(at, digits_in_group));
  }
  return text;
}

std::vector<Field> keeping_fields() {
  return {{.name = "place",
           .label = "紙を保管する場所",
           .required = true,
           .length_max = place_length_max,
           .help = "記録を扱う人とは別の人が管理する場所にします。例：会計課の金庫"},
          {.name = "confirmed_by",
           .label = "確認者の氏名",
           .required = true,
           .length_max = name_length_max,
           .help = "印刷した紙に署名した人です。"}};
}

Json keeping_form(const Visit& visit, Connection& connection, const std::string& note,
                  const Filled& filled) {
  if (!visit.services.acts.may(connection, visit.person_id(), keep_act).allowed) return nullptr;
  ActForm form{.id = "keep",
               .label = "紙に控えたことを記録する",
               .tone = "primary",
               .action = page_href(visit),
               .explanation = "印刷し、確認者が署名したら記録します。",
               .open = filled.error != nullptr,
               .fields = field_parts(visit, connection, keeping_fields(), filled)};
  JsonObject part = act_part(form);
  part["checkpoint"] = note;
  return part;
}

Result<Json> sheet_part(const Visit& visit, Connection& connection, const std::string& note) {
  const auto parsed = ledger::parse_note(note);
  const auto checkpoint = parsed ? ledger::decode_checkpoint(parsed->text) : fail(parsed.error());
  if (!checkpoint) return fail(checkpoint.error());
  const auto code = reports::qr_code(note);
  if (!code) return fail(code.error());
  const auto newest = ledger::record_at(connection, checkpoint->size);
  return JsonObject{{"body", visit.services.body.name(connection)},
                    {"printed", day_part(iso_day(today_of(visit)))},
                    {"at", newest ? instant_part(iso_instant(newest->at)) : Json()},
                    {"size", checkpoint->size},
                    {"root", in_groups(hex(as_text(checkpoint->root)))},
                    {"text", note},
                    {"key", ledger::newest_key(connection).value_or("")},
                    {"qr", JsonObject{{"side", code->side}, {"path", code->path}}},
                    {"rows", JsonArray(confirmation_rows, JsonObject{{"name", nullptr}})}};
}

// `note` is the checkpoint that the sheet shows: when a form was refused, that of the paper.
Result<Page> sheet_page(const Visit& visit, const std::string& note, const Filled& filled) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Page> {
    auto sheet = sheet_part(visit, connection, note);
    if (!sheet) return fail(sheet.error());
    return Page{"checkpoint-sheet",
                "検証値の控え（印刷用）",
                {{"sheet", *std::move(sheet)},
                 {"form", keeping_form(visit, connection, note, filled)},
                 {"articles", articles_of_keeping(visit, connection)}}};
  });
}

Result<Answer> sheet(const Visit& visit) {
  const auto note = visit.services.body.store().read(
      [](Connection& connection) { return ledger::newest_checkpoint(connection); });
  if (!note) {
    return fail(Fault::not_found, "ledger_empty", "まだ記録がないため、検証値もありません。");
  }
  auto page = sheet_page(visit, *note, {});
  if (!page) return fail(page.error());
  return *std::move(page);
}

Result<Answer> keep(const Visit& visit) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  const auto kept = visit.services.acts.keep_printed_checkpoint(visit.person_id(), *input);
  if (kept) {
    return done(visit, page_href(visit), "紙に控えたことを記録しました。",
                {{"record", kept->record_number}});
  }
  auto page =
      sheet_page(visit, text_at(*input, "checkpoint"), {.input = *input, .error = &kept.error()});
  if (!page) return fail(kept.error());
  return show_again(visit, kept.error(), *std::move(page));
}

// --- what was kept, as files

Result<ledger::Record> anchored_record(const Visit& visit) {
  const std::string text = visit.capture("number");
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  const auto record = visit.services.body.store().read(
      [&](Connection& connection) { return ledger::record_at(connection, number); });
  if (record && record->kind == anchoring::anchored_kind && !record->erased) return *record;
  return fail(Fault::not_found, "record_not_found", "その番号の控えはありません。",
              "控えの一覧から開き直してください。");
}

std::string file_name(const ledger::Record& record, std::string_view ending) {
  return iso_day(day_in_japan(record.at)) + "_" +
         std::to_string(integer_at(record.payload, "size")) + std::string(ending);
}

Result<Answer> kept_checkpoint(const Visit& visit) {
  const auto record = anchored_record(visit);
  if (!record) return fail(record.error());
  return Response::file(file_name(*record, ".checkpoint"), "text/plain; charset=utf-8",
                        text_at(record->payload, "checkpoint"));
}

Result<Answer> kept_timestamp(const Visit& visit) {
  const auto record = anchored_record(visit);
  if (!record) return fail(record.error());
  const auto answer = unbase64(text_at(record->payload, "timestamp"));
  if (!answer || answer->empty()) {
    return fail(Fault::not_found, "timestamp_absent", "この控えに、タイムスタンプはありません。");
  }
  return Response::file(file_name(*record, ".tsr"), "application/timestamp-reply", *answer);
}

}  // namespace

Routes checkpoint_routes() {
  const std::string act = "view.ledger";
  const std::string page = "/b/{body}/ledger/checkpoints";
  return {{Method::get, page, "checkpoints", act, list},
          {Method::post, page, "keep_checkpoint", std::string(keep_act), keep},
          {Method::get, "/b/{body}/ledger/checkpoint/sheet", "checkpoint_sheet", act, sheet},
          {Method::get, page + "/{number}/checkpoint", "kept_checkpoint", act, kept_checkpoint},
          {Method::get, page + "/{number}/timestamp", "kept_timestamp", act, kept_timestamp}};
}

}  // namespace mamori::web
