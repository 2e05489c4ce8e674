#include "organisation/acts.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"
#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;

constexpr std::size_t name_length_max = 60;
constexpr std::size_t reason_length_max = 400;
constexpr std::array<std::string_view, 4> employments{"職員", "会計年度任用職員", "派遣職員",
                                                      "外部要員"};

Error wrong_field(std::string field, std::string code, std::string message) {
  Error error{Fault::invalid, std::move(code), message, "入力を直して、もう一度送ってください。"};
  error.fields.push_back({std::move(field), std::move(message)});
  return error;
}

Result<std::string> required_name(const Json& input, std::string_view field,
                                  std::string_view label) {
  std::string value = nfc(trimmed(text_at(input, field)));
  if (value.empty()) {
    return fail(wrong_field(std::string(field), "field_required",
                            std::string(label) + "を入力してください。"));
  }
  if (length_in_characters(value) > name_length_max) {
    return fail(wrong_field(std::string(field), "field_too_long",
                            std::string(label) + "は60文字以内で入力してください。"));
  }
  return value;
}

// Why something ends; may be empty.
Result<std::string> reason_of(const Json& input) {
  std::string reason = nfc(trimmed(text_at(input, "reason")));
  if (length_in_characters(reason) > reason_length_max) {
    return fail(wrong_field("reason", "field_too_long", "理由は400文字以内で入力してください。"));
  }
  return reason;
}

Result<Day> day_or_today(const Json& input, std::string_view field, Instant now) {
  const std::string text = trimmed(text_at(input, field));
  if (text.empty()) return day_in_japan(now);
  const auto day = parse_day(text);
  if (!day) {
    return fail(wrong_field(std::string(field), "date_malformed",
                            "日付を読めません。令和8年4月1日、R8.4.1 のように入力してください。"));
  }
  return *day;
}

std::string new_id(Instant now) {
  return make_id(now.time_since_epoch().count());
}

// The people who hold the office at some time on or after the day.
std::vector<std::string> holders_from(Connection& connection, std::string_view office,
                                      std::string_view section_id, std::string_view day) {
  std::vector<std::string> ids;
  for (const auto& row : connection.query(
           "SELECT person_id FROM appointments WHERE office = $1 AND section_id = $2 AND "
           "(valid_to IS NULL OR valid_to > $3)",
           office, section_id, day)) {
    ids.push_back(row.text("person_id"));
  }
  return ids;
}

// Whether somebody else is administrator on that day and stays so. One who comes later or is to
// leave would let the office fall vacant, and nobody could fill it.
bool another_administrator_stays(Connection& connection, const Appointment& ending,
                                 std::string_view day) {
  return connection
      .first(
          "SELECT 1 AS found FROM appointments WHERE office = 'administrator' AND id <> $1 AND "
          "valid_from <= $2 AND valid_to IS NULL",
          ending.id, day)
      .has_value();
}

}  // namespace

Result<ledger::Act> add_section(Connection& connection, const Change& change, const Json& input) {
  const auto name = required_name(input, "name", "課の名称");
  if (!name) return fail(name.error());
  const Day today = day_in_japan(change.now);
  for (const Section& known : sections(connection, today)) {
    if (text_key(known.name) == text_key(*name)) {
      return fail(wrong_field("name", "section_exists", "「" + known.name + "」は既にあります。"));
    }
  }
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.add_section", change.actor, "sections/" + id,
                     JsonObject{{"id", id}, {"name", *name}, {"from", iso_day(today)}}};
}

Result<ledger::Act> add_person(Connection& connection, const Change& change, const Json& input) {
  const auto name = required_name(input, "name", "氏名");
  if (!name) return fail(name.error());
  const auto kana = required_name(input, "kana", "フリガナ");
  if (!kana) return fail(kana.error());
  const Day today = day_in_japan(change.now);
  const std::string section_id = text_at(input, "section");
  if (!section_id.empty() && !section(connection, section_id, today)) {
    return fail(wrong_field("section", "section_unknown", "所属する課を選んでください。"));
  }
  const std::string employment = text_at(input, "employment", employments.front());
  if (std::ranges::find(employments, employment) == employments.end()) {
    return fail(wrong_field("employment", "employment_unknown", "任用の区分を選んでください。"));
  }
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.add_person", change.actor, "people/" + id,
                     JsonObject{{"id", id},
                                {"name", *name},
                                {"kana", *kana},
                                {"employment", employment},
                                {"section", section_id},
                                {"from", iso_day(today)}}};
}

Result<ledger::Act> appoint(Connection& connection, const Offices& offices, const Change& change,
                            const Json& input) {
  const Office* office = offices.find(text_at(input, "office"));
  if (!office) return fail(wrong_field("office", "office_unknown", "役職を選んでください。"));
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const Day today = day_in_japan(change.now);
  const auto holder = person(connection, text_at(input, "person"), today);
  if (!holder) return fail(wrong_field("person", "person_unknown", "就く人を選んでください。"));

  const bool of_section = office->scope == OfficeScope::section;
  const std::string section_id = of_section ? text_at(input, "section") : "";
  const auto of = section(connection, section_id, today);
  if (of_section && !of) {
    return fail(wrong_field("section", "section_unknown", "どの課の役職かを選んでください。"));
  }
  const auto holding = holders_from(connection, office->id, section_id, iso_day(*from));
  if (std::ranges::find(holding, holder->id) != holding.end()) {
    return fail(wrong_field("person", "appointment_exists",
                            holder->name + "さんは、既に" + office->title + "です。"));
  }
  if (!office->several && !holding.empty()) {
    return fail(wrong_field(
        "office", "office_held",
        office->title + "には既に就いている人がいます。先に、その人の退任を記録してください。"));
  }
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.appoint", change.actor, "appointments/" + id,
                     JsonObject{{"id", id},
                                {"office", office->id},
                                {"title", office->title},
                                {"section", section_id},
                                {"section_name", of ? of->name : ""},
                                {"person", holder->id},
                                {"person_name", holder->name},
                                {"from", iso_day(*from)}}};
}

Result<ledger::Act> end_appointment(Connection& connection, const Offices& offices,
                                    const Change& change, const Json& input) {
  const auto ending = appointment(connection, text_at(input, "appointment"));
  if (!ending || !ending->valid_to.empty()) {
    return fail(Fault::not_found, "appointment_unknown",
                "その任命は見つからないか、既に退任が記録されています。",
                "組織の画面を開き直して確かめてください。");
  }
  const auto to = day_or_today(input, "to", change.now);
  if (!to) return fail(to.error());
  if (iso_day(*to) < ending->valid_from) {
    return fail(wrong_field("to", "date_before_start", "退任の日が、就いた日より前です。"));
  }
  const auto reason = reason_of(input);
  if (!reason) return fail(reason.error());
  if (ending->office == "administrator" &&
      !another_administrator_stays(connection, *ending, iso_day(*to))) {
    return fail(Fault::conflict, "last_administrator", "最後のmamori管理者は退任できません。",
                "先に、後任のmamori管理者を任命してください。");
  }
  const auto holder = person(connection, ending->person_id, day_in_japan(change.now));
  return ledger::Act{"organisation.end_appointment", change.actor, "appointments/" + ending->id,
                     JsonObject{{"id", ending->id},
                                {"office", ending->office},
                                {"title", offices.title(ending->office)},
                                {"person", ending->person_id},
                                {"person_name", holder ? holder->name : ""},
                                {"to", iso_day(*to)},
                                {"reason", *reason}}};
}

}  // namespace mamori::organisation
