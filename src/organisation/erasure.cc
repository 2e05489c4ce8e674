#include "organisation/erasure.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace mamori::organisation {
namespace {

using store::Connection;

constexpr std::string_view people_prefix = "people/";
constexpr std::size_t label_characters = 6;

// Of an import: what it says of a person as such. Appointments in it are evidence.
constexpr std::array<std::string_view, 7> personal_changes{
    "organisation.add_person",     "organisation.change_person",  "organisation.move_person",
    "organisation.add_membership", "organisation.end_membership", "organisation.leave",
    "organisation.rejoin"};

bool is_about(const Json& change, std::string_view person_id) {
  const bool personal =
      std::ranges::find(personal_changes, text_at(change, "kind")) != personal_changes.end();
  return personal && text_at(change, "id") == person_id;
}

}  // namespace

std::string leaver_label(std::string_view person_id) {
  const std::size_t from = person_id.size() - std::min(person_id.size(), label_characters);
  std::string code(person_id.substr(from));
  std::ranges::transform(code, code.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return "退職者 " + code;
}

std::optional<Day> left_on(Connection& connection, std::string_view person_id) {
  const auto open = connection.first(
      "SELECT 1 AS found FROM person_states WHERE person_id = $1 AND valid_to IS NULL", person_id);
  if (open) return std::nullopt;
  const auto last = connection.first(
      "SELECT MAX(valid_to) AS day FROM person_states WHERE person_id = $1", person_id);
  return last ? parse_day(last->text("day")) : std::nullopt;
}

std::vector<std::string> subjects_about(Connection& connection, std::string_view person_id) {
  const std::string id(person_id);
  std::vector<std::string> subjects{std::string(people_prefix) + id, "contacts/" + id};
  for (const auto& row :
       connection.query("SELECT id FROM absences WHERE person_id = $1 ORDER BY id", person_id)) {
    subjects.push_back("absences/" + row.text("id"));
  }
  return subjects;
}

std::optional<Json> roster_without(const Json& payload, std::string_view person_id) {
  JsonArray changes = array_at(payload, "changes");
  bool spoke = false;
  for (Json& change : changes) {
    if (!is_about(change, person_id)) continue;
    spoke = true;
    change = JsonObject{{"kind", text_at(change, "kind")}, {"id", person_id}, {"erased", true}};
  }
  if (!spoke) return std::nullopt;
  Json rest = payload;
  rest.as_object()["changes"] = std::move(changes);
  if (Json* closed = rest.as_object().if_contains("accounts_closed")) {
    JsonArray others;
    for (const Json& account : closed->as_array()) {
      if (text_at(account, "person") != person_id) others.push_back(account);
    }
    *closed = std::move(others);
  }
  return rest;
}

void project_erasure(Connection& connection, const ledger::Record& record) {
  if (!record.subject.starts_with(people_prefix)) return;
  const std::string id = record.subject.substr(people_prefix.size());
  connection.execute("DELETE FROM contacts WHERE person_id = $1", id);
  connection.execute("DELETE FROM absences WHERE person_id = $1", id);
  connection.execute("DELETE FROM delegations WHERE from_person = $1 OR to_person = $1", id);
  connection.execute("DELETE FROM appointments WHERE person_id = $1", id);
  connection.execute("DELETE FROM memberships WHERE person_id = $1", id);
  connection.execute("DELETE FROM person_states WHERE person_id = $1", id);
  connection.execute("DELETE FROM people WHERE id = $1", id);
}

}  // namespace mamori::organisation
