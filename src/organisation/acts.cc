#include "organisation/acts.h"

#include <algorithm>

#include "organisation/input.h"
#include "organisation/leaving.h"
#include "organisation/organisation.h"
#include "organisation/section_input.h"

namespace mamori::organisation {
namespace {

using store::Connection;

// The day after which nothing is settled for the section yet: a change must come later.
std::string newest_state_from(Connection& connection, const std::string& section_id) {
  const auto row = connection.first(
      "SELECT MAX(valid_from) AS newest FROM section_states WHERE section_id = $1", section_id);
  return row ? row->text("newest") : std::string();
}

Error later_section_change(std::string field) {
  return wrong_field(
      std::move(field), "later_change_exists",
      "その日か、その後の日の変更が既に決まっています。それより後の日にしてください。");
}

// What keeps a section from being abolished on that day; "" when nothing does.
std::string use_of(Connection& connection, const std::string& section_id, Day day) {
  const std::string from = iso_day(day);
  const auto found = [&](std::string_view query) {
    return connection.first(query, section_id, from).has_value();
  };
  if (found("SELECT 1 AS found FROM memberships WHERE section_id = $1 AND "
            "(valid_to IS NULL OR valid_to > $2)")) {
    return "所属している職員がいます。先に、異動を登録してください。";
  }
  if (found("SELECT 1 AS found FROM section_states WHERE parent_id = $1 AND "
            "(valid_to IS NULL OR valid_to > $2)")) {
    return "下に課や係があります。先に、廃止するか別の所に移してください。";
  }
  if (found("SELECT 1 AS found FROM appointments WHERE section_id = $1 AND "
            "(valid_to IS NULL OR valid_to > $2)")) {
    return "役職に就いている人がいます。先に、退任を記録してください。";
  }
  return {};
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

}  // namespace

Result<ledger::Act> add_section(Connection& connection, const Change& change, const Json& input) {
  const auto name = required_name(input, "name", "課の名称");
  if (!name) return fail(name.error());
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const std::string code = text_at(input, "level");
  const auto level = parse_level(code.empty() ? level_code(SectionLevel::section) : code);
  if (!level) return fail(wrong_field("level", "level_unknown", "部、課、係から選んでください。"));
  const std::string parent_id = text_at(input, "parent");
  const Section wanted{"", *name, *level, parent_id};
  if (auto fits = check_section(connection, wanted, *from); !fits) return fail(fits.error());
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.add_section", change.actor, "sections/" + id,
                     JsonObject{{"id", id},
                                {"name", *name},
                                {"level", level_code(*level)},
                                {"parent", parent_id},
                                {"from", iso_day(*from)}}};
}

Result<ledger::Act> change_section(Connection& connection, const Change& change,
                                   const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = section(connection, text_at(input, "section"), *from);
  if (!known) return fail(section_unknown());
  const auto name = required_name(input, "name", "課の名称");
  if (!name) return fail(name.error());
  const std::string parent_id = text_at(input, "parent", known->parent_id);
  if (*name == known->name && parent_id == known->parent_id) {
    return fail(wrong_field("name", "section_unchanged", "変えるところがありません。"));
  }
  if (newest_state_from(connection, known->id) >= iso_day(*from))
    return fail(later_section_change("from"));
  const Section wanted{known->id, *name, known->level, parent_id};
  if (auto fits = check_section(connection, wanted, *from); !fits) return fail(fits.error());
  return ledger::Act{"organisation.change_section", change.actor, "sections/" + known->id,
                     JsonObject{{"id", known->id},
                                {"name", *name},
                                {"name_before", known->name},
                                {"level", level_code(known->level)},
                                {"parent", parent_id},
                                {"from", iso_day(*from)}}};
}

Result<ledger::Act> abolish_section(Connection& connection, const Change& change,
                                    const Json& input) {
  const auto to = day_or_today(input, "to", change.now);
  if (!to) return fail(to.error());
  const auto known = section(connection, text_at(input, "section"), *to);
  if (!known) return fail(section_unknown());
  if (newest_state_from(connection, known->id) >= iso_day(*to))
    return fail(later_section_change("to"));
  if (const std::string use = use_of(connection, known->id, *to); !use.empty()) {
    return fail(wrong_field("section", "section_in_use", "「" + known->name + "」には、" + use));
  }
  return ledger::Act{"organisation.abolish_section", change.actor, "sections/" + known->id,
                     JsonObject{{"id", known->id}, {"name", known->name}, {"to", iso_day(*to)}}};
}

Result<ledger::Act> appoint(Connection& connection, const Offices& offices, const Change& change,
                            const Json& input) {
  const Office* office = offices.find(text_at(input, "office"));
  if (!office) return fail(wrong_field("office", "office_unknown", "役職を選んでください。"));
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto holder = person(connection, text_at(input, "person"), *from);
  if (!holder || !holder->employed)
    return fail(wrong_field("person", "person_unknown", "就く人を選んでください。"));

  const bool of_section = office->scope == OfficeScope::section;
  const bool of_system = office->scope == OfficeScope::system;
  const std::string section_id = of_section ? text_at(input, "section") : "";
  const std::string system_id = of_system ? text_at(input, "system") : "";
  const auto of = section(connection, section_id, *from);
  if (of_section && !of) {
    return fail(wrong_field("section", "section_unknown", "どの課の役職かを選んでください。"));
  }
  const auto holding =
      holders_from(connection, office->id, of_system ? system_id : section_id, iso_day(*from));
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
  JsonObject payload{{"id", id},
                     {"office", office->id},
                     {"title", office->title},
                     {"section", section_id},
                     {"section_name", of ? of->name : ""},
                     {"person", holder->id},
                     {"person_name", holder->name},
                     {"from", iso_day(*from)}};
  if (!system_id.empty()) {
    payload["system"] = system_id;
    payload["system_name"] = text_at(input, "system_name", system_id);
  }
  return ledger::Act{"organisation.appoint", change.actor, "appointments/" + id,
                     std::move(payload)};
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
  if (auto stays = check_administrator_stays(connection, {*ending}, *to); !stays) {
    return fail(stays.error());
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
