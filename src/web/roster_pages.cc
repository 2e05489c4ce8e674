// 名簿: a roster is chosen, what it would change is looked at, and then it is taken as one act.
#include <algorithm>
#include <array>
#include <ranges>

#include "base/bytes.h"
#include "base/text.h"
#include "body/rosters.h"
#include "organisation/organisation.h"
#include "organisation/roster.h"
#include "reports/xlsx.h"
#include "web/parts.h"
#include "web/people_pages.h"

namespace mamori::web {
namespace {

using organisation::RosterChange;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::size_t file_bytes_max = std::size_t{2} << 20;
constexpr std::string_view file_field = "file";
constexpr std::size_t stops_shown_max = 20;
const std::vector<std::string> controls{"personnel-changes-processed"};

// --- what was sent

const std::vector<Field>& form_fields() {
  static const std::vector<Field> fields{
      {.name = "day",
       .label = "発令の日",
       .type = FieldType::date,
       .required = true,
       .help = "名簿に「異動日」のない人は、この日から変わります。例：令和9年4月1日"},
      {.name = "options",
       .label = "名簿の扱い",
       .type = FieldType::choices,
       .options = {{"whole", "全員の名簿である",
                    "名簿にない人は、発令の日の前日で退職したものとします。", ""},
                   {"new_sections", "名簿にある新しい課や係を置く",
                    "まだ登録のない課や係を、発令の日から置きます。", ""},
                   {"appoint_heads", "課長などを役職に就ける",
                    "就いている人のいない役職に限り、課の役職には課長、室長などの人を、ほかの役職に"
                    "は「役職の名称」で決めた充てる職の人を就けます。",
                    ""}}}};
  return fields;
}

struct Sent {
  body::RosterFile file;
  organisation::RosterOptions options;
  Json input;  // as it was sent
};

Error nothing_sent() {
  Error error{Fault::invalid, "nothing_sent", "名簿のファイルが選ばれていません。",
              "CSVかExcel（.xlsx）のファイルを選んでください。"};
  error.fields.push_back({std::string(file_field), error.message});
  return error;
}

Result<body::RosterFile> sent_file(const Visit& visit, const Json& input) {
  for (const Upload& upload : visit.request.uploads) {
    if (upload.field == file_field && !upload.bytes.empty()) {
      return body::RosterFile{upload.bytes, upload.name};
    }
  }
  const auto kept = unbase64(text_at(input, "bytes"));
  if (!kept || kept->empty()) return fail(nothing_sent());
  return body::RosterFile{*kept, text_at(input, "file_name")};
}

bool chosen(const Json& input, std::string_view option) {
  registers::Values values = input.get_object();
  const auto texts = registers::texts_of(values, "options");
  return std::ranges::find(texts, option) != texts.end();
}

Result<Sent> sent_roster(const Visit& visit, const Json& input) {
  auto file = sent_file(visit, input);
  if (!file) return fail(file.error());
  if (file->bytes.size() > file_bytes_max) {
    return fail(Fault::limit, "source_too_large", "名簿のファイルは2MBまでです。",
                "要らないシートや絵を除いて、保存し直してください。");
  }
  const auto day = parse_day(trimmed(text_at(input, "day")));
  if (!day) {
    Error error{Fault::invalid, "date_malformed", "発令の日を読めません。",
                "令和9年4月1日、R9.4.1 のように入力してください。"};
    error.fields.push_back({"day", error.message});
    return fail(error);
  }
  return Sent{*std::move(file),
              {.day = *day,
               .whole = chosen(input, "whole"),
               .new_sections = chosen(input, "new_sections"),
               .appoint_heads = chosen(input, "appoint_heads")},
              input};
}

// --- choosing a file

// The next 1 April, when most people move.
Day next_april(Day today) {
  const Day april{today.year(), std::chrono::April, std::chrono::day{1}};
  return today <= april
             ? april
             : Day{today.year() + std::chrono::years{1}, std::chrono::April, std::chrono::day{1}};
}

std::string headers_text() {
  std::string text;
  for (const std::string_view header : organisation::roster_headers()) {
    text += (text.empty() ? "" : "、") + std::string(header);
  }
  return text;
}

Page choosing_page(const Visit& visit, const Json& input, const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const std::string base = visit.base() + "/organisation";
    const Filled filled{input, error, ""};
    return {"roster",
            "名簿を読み込む",
            {{"error", error ? error_part(visit, *error, form_fields()) : Json()},
             {"roster",
              JsonObject{{"action", base + "/roster/preview"},
                         {"cancel_href", base},
                         {"template_href", base + "/roster.xlsx"},
                         {"headers", headers_text()},
                         {"wrong_file",
                          messages_part(error, {{.name = std::string(file_field)}}).at(file_field)},
                         {"fields", field_parts(visit, connection, form_fields(), filled)}}},
             {"articles", article_parts(visit, visit.services.body.cite(connection, controls))}}};
  });
}

Result<Answer> show_choosing(const Visit& visit) {
  return choosing_page(visit, JsonObject{{"day", iso_day(next_april(today_of(visit)))}}, nullptr);
}

// --- what it would change

struct Group {
  std::string_view kind;
  std::string_view label;
};
constexpr std::array<Group, 8> groups{{{"organisation.add_section", "新しい課や係"},
                                       {"organisation.add_person", "採用"},
                                       {"organisation.rejoin", "再任用"},
                                       {"organisation.move_person", "異動"},
                                       {"organisation.change_person", "氏名や任用の変更"},
                                       {"organisation.add_membership", "兼務の始まり"},
                                       {"organisation.end_membership", "兼務の終わり"},
                                       {"organisation.leave", "退職"}}};

// A leaving is written with the first day after; people think of the last day.
Json day_of(const RosterChange& change) {
  const auto day = parse_day(change.from);
  if (!day || change.kind != "organisation.leave") return day_part(change.from);
  return day_part(iso_day(std::chrono::sys_days{*day} - std::chrono::days{1}));
}

// Where the roster says so.
std::string line_text(const RosterChange& change) {
  if (change.line > 0) return std::to_string(change.line) + "行目";
  return change.kind == "organisation.leave" ? "名簿にない" : "職名による";
}

JsonArray group_parts(const organisation::RosterPlan& plan) {
  JsonArray parts;
  const auto add = [&](std::string_view label, std::string_view kind) {
    JsonArray rows;
    for (const RosterChange& change : plan.changes) {
      if (change.kind != kind) continue;
      rows.push_back(JsonObject{{"name", change.name},
                                {"before", text_or_null(change.before)},
                                {"after", text_or_null(change.after)},
                                {"post", text_or_null(change.post)},
                                {"day", day_of(change)},
                                {"line", line_text(change)}});
    }
    if (rows.empty()) return;
    const std::size_t count = rows.size();
    parts.push_back(JsonObject{{"id", kind.substr(kind.find('.') + 1)},
                               {"label", label},
                               {"count", count},
                               {"leaves", kind == "organisation.leave"},
                               {"rows", std::move(rows)}});
  };
  for (const Group& group : groups) add(group.label, group.kind);
  add("役職に就く人", "organisation.appoint");
  return parts;
}

JsonArray trouble_parts(const organisation::RosterPlan& plan) {
  JsonArray parts;
  for (const auto& trouble : plan.troubles) {
    parts.push_back(
        JsonObject{{"place", trouble.line > 0 ? std::to_string(trouble.line) + "行目" : "名簿全体"},
                   {"column", text_or_null(trouble.column)},
                   {"message", trouble.message},
                   {"remedy", trouble.remedy}});
  }
  return parts;
}

// Where procedures would stop; of many the first few.
void add_stops(const std::vector<body::Stop>& stops, const auto& add) {
  for (const body::Stop& stop : stops | std::views::take(stops_shown_max)) add(stop.text);
  if (stops.size() > stops_shown_max) {
    add("ほかに" + std::to_string(stops.size() - stops_shown_max) + "件、止まる手続があります。");
  }
}

// What somebody has to see to besides, in words.
JsonArray follow_up_parts(const Visit& visit, const body::RosterPreview& preview) {
  JsonArray parts;
  const auto add = [&](std::string text, std::string href = {}, std::string label = {}) {
    parts.push_back(JsonObject{
        {"text", std::move(text)}, {"href", text_or_null(href)}, {"label", text_or_null(label)}});
  };
  for (const auto& vacancy : preview.plan.vacancies) {
    add((vacancy.section_name.empty() ? "" : vacancy.section_name + "の") + vacancy.title +
        "が欠員になります（今は" + vacancy.person_name + "さん）。後任を決めてください。");
  }
  add_stops(preview.stops, add);
  for (const auto& open : preview.open) {
    const auto due = parse_day(open.due);
    add(open.person_name + "さんの申請が終わっていません" +
            (due ? "（期限 " + wareki_day(*due) + "）。" : "。") +
            "返却や引継ぎを済ませてください。",
        visit.base() + "/" + open.subject, open.number);
  }
  for (const auto& closing : preview.closing) {
    add(closing.person_name + "さんのアカウント（" + closing.login +
        "）は、退職の日の翌日に閉じられます。");
  }
  for (const std::string& name : preview.without_account) {
    add(name + "さんのアカウントを作って渡してください。", visit.base() + "/organisation#people",
        "組織の画面");
  }
  return parts;
}

std::string confirmation_text(const body::RosterPreview& preview) {
  const std::string stopping =
      preview.stops.empty()
          ? ""
          : "成り立たなくなる手続が" + std::to_string(preview.stops.size()) + "件あります。";
  return stopping + std::to_string(preview.plan.changes.size()) +
         "件を一度に登録します。記録に残ります。";
}

Json apply_part(const Visit& visit, const Sent& sent, const body::RosterPreview& preview) {
  if (!preview.plan.troubles.empty() || preview.plan.changes.empty()) return nullptr;
  JsonArray hidden;
  const auto keep = [&](std::string_view name, const std::string& value) {
    hidden.push_back(JsonObject{{"name", name}, {"value", value}});
  };
  keep("day", iso_day(sent.options.day));
  keep("file_name", sent.file.name);
  keep("bytes", base64(sent.file.bytes));
  keep("seen", preview.seen());
  if (sent.options.whole) keep("options", "whole");
  if (sent.options.new_sections) keep("options", "new_sections");
  if (sent.options.appoint_heads) keep("options", "appoint_heads");
  return JsonObject{{"action", visit.base() + "/organisation/roster"},
                    {"hidden", std::move(hidden)},
                    {"confirm", JsonObject{{"title", "この名簿のとおりに登録しますか"},
                                           {"text", confirmation_text(preview)},
                                           {"label", "登録する"}}}};
}

std::string ignored_text(const std::vector<std::string>& headers) {
  std::string text;
  for (const std::string& header : headers) text += (text.empty() ? "" : "、") + header;
  return text;
}

Page preview_page(const Visit& visit, const Sent& sent, const body::RosterPreview& preview,
                  const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const auto& plan = preview.plan;
    return {"roster-preview",
            "名簿で変わるところ",
            {{"error", error ? error_part(visit, *error) : Json()},
             {"preview", JsonObject{{"file", sent.file.name},
                                    {"day", day_part(iso_day(sent.options.day))},
                                    {"changed", plan.changes.size()},
                                    {"unchanged", plan.unchanged},
                                    {"wrong", plan.troubles.size()},
                                    {"ignored", text_or_null(ignored_text(preview.ignored))},
                                    {"troubles", trouble_parts(plan)},
                                    {"groups", group_parts(plan)},
                                    {"follow_ups", follow_up_parts(visit, preview)},
                                    {"apply", apply_part(visit, sent, preview)},
                                    {"back_href", visit.base() + "/organisation/roster"}}},
             {"articles", article_parts(visit, visit.services.body.cite(connection, controls))}}};
  });
}

Result<Answer> refused(const Visit& visit, const Json& input, const Error& error) {
  return show_again(visit, error, choosing_page(visit, input, &error));
}

body::Rosters rosters(const Visit& visit) {
  return {visit.services.body, visit.services.acts};
}

Result<Answer> preview(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto sent = sent_roster(visit, *input);
  if (!sent) return refused(visit, *input, sent.error());
  const auto planned = rosters(visit).preview(visit.person_id(), sent->file, sent->options);
  if (!planned) return refused(visit, *input, planned.error());
  return preview_page(visit, *sent, *planned, nullptr);
}

Result<Answer> apply(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto sent = sent_roster(visit, *input);
  if (!sent) return refused(visit, *input, sent.error());
  const auto taken =
      rosters(visit).take(visit.person_id(), sent->file, sent->options, text_at(*input, "seen"));
  if (taken) {
    return done(visit, visit.base() + "/organisation?day=" + iso_day(sent->options.day),
                "名簿のとおりに登録しました。", {{"record", taken->record_number}});
  }
  const auto planned = rosters(visit).preview(visit.person_id(), sent->file, sent->options);
  if (!planned) return refused(visit, *input, taken.error());
  return show_again(visit, taken.error(), preview_page(visit, *sent, *planned, &taken.error()));
}

// --- the roster as it stands, to be filled in

std::string besides_text(Connection& connection, const std::string& person_id, Day day) {
  std::string text;
  for (const auto& held : organisation::memberships_of(connection, person_id, day)) {
    if (held.main || held.valid_from > iso_day(day)) continue;
    const auto of = organisation::section(connection, held.section_id, day);
    if (of) text += (text.empty() ? "" : "、") + of->name;
  }
  return text;
}

Result<Answer> current_roster(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Day today = today_of(visit);
    reports::Table table{.title = "職員名簿", .made = today, .columns = {}, .rows = {}};
    for (const std::string_view header : organisation::roster_headers()) {
      table.columns.push_back({std::string(header)});
    }
    for (const auto& person : organisation::people(connection, today)) {
      table.rows.push_back({person.number, person.name, person.kana, person.section_name,
                            person.unit_name, person.post, person.employment,
                            besides_text(connection, person.id, today), std::string(),
                            std::string()});
    }
    const auto bytes = reports::to_xlsx(table);
    if (!bytes) return fail(bytes.error());
    return Response::file("職員名簿.xlsx", reports::xlsx_content_type, *bytes);
  });
}

}  // namespace

Routes roster_routes() {
  const std::string base = "/b/{body}/organisation/roster";
  const std::string act = "organisation.import_roster";
  return {{Method::get, base, "roster", act, show_choosing},
          {Method::post, base + "/preview", "roster_preview", act, preview},
          {Method::post, base, "import_roster", act, apply},
          {Method::get, base + ".xlsx", "roster_file", act, current_roster}};
}

}  // namespace mamori::web
