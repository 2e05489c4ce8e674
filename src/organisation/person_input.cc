#include "organisation/person_input.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "organisation/input.h"
#include "organisation/people_acts.h"

namespace mamori::organisation {

using store::Connection;

namespace {

constexpr std::array<std::string_view, 4> employment_kinds{"職員", "会計年度任用職員", "派遣職員",
                                                           "外部要員"};
constexpr std::size_t number_length_max = 20;
constexpr std::size_t post_length_max = 40;

}  // namespace

Error person_unknown() {
  return wrong_field("person", "person_unknown", "職員を選んでください。");
}

Error later_change(std::string field) {
  return wrong_field(std::move(field), "later_change_exists",
                     "その日か、その後の日の異動が既に登録されています。");
}

// Somebody employed on that day and for good: once a leaving is settled, nothing else is.
Result<Person> employed_person(Connection& connection, const Json& input, Day day) {
  auto found = person(connection, text_at(input, "person"), day);
  if (!found || !found->employed) return fail(person_unknown());
  const auto open = connection.first(
      "SELECT 1 AS found FROM person_states WHERE person_id = $1 AND valid_to IS NULL", found->id);
  if (!open) {
    return fail(wrong_field("person", "leaving_settled",
                            found->name + "さんの退職が既に登録されています。"));
  }
  return *std::move(found);
}

Result<std::string> employment_of(const Json& input, std::string_view otherwise) {
  std::string employment = text_at(input, "employment", otherwise);
  if (std::ranges::find(employment_kinds, employment) == employment_kinds.end()) {
    return fail(wrong_field("employment", "employment_unknown", "任用の区分を選んでください。"));
  }
  return employment;
}

// 職員番号 are kept as they are compared: in half width and without blanks.
Result<std::string> number_of(Connection& connection, const Json& input, std::string_view own_id) {
  const auto written = optional_text(input, "number", "職員番号", number_length_max);
  if (!written) return fail(written.error());
  std::string number = text_key(*written);
  const bool taken =
      !number.empty() &&
      connection.first("SELECT 1 AS found FROM people WHERE number = $1 AND id <> $2", number,
                       own_id);
  if (taken) {
    return fail(wrong_field("number", "number_taken",
                            "職員番号 " + *written + " は、別の人に使われています。"));
  }
  return number;
}

Result<Section> section_of(Connection& connection, const Json& input, Day day) {
  auto found = section(connection, text_at(input, "section"), day);
  if (!found) {
    return fail(wrong_field("section", "section_unknown", "所属する課を選んでください。"));
  }
  return *std::move(found);
}

Result<std::string> post_of(const Json& input) {
  return optional_text(input, "post", "職名", post_length_max);
}

Result<PersonDetails> details_of(Connection& connection, const Json& input, const Person& known) {
  const JsonObject whole{{"name", text_at(input, "name", known.name)},
                         {"kana", text_at(input, "kana", known.kana)},
                         {"number", text_at(input, "number", known.number)}};
  auto name = required_name(whole, "name", "氏名");
  if (!name) return fail(name.error());
  auto kana = required_name(whole, "kana", "フリガナ");
  if (!kana) return fail(kana.error());
  auto employment = employment_of(input, known.employment);
  if (!employment) return fail(employment.error());
  auto number = number_of(connection, whole, known.id);
  if (!number) return fail(number.error());
  PersonDetails details{*std::move(name), *std::move(kana), *std::move(employment),
                        *std::move(number)};
  const bool same = details.name == known.name && details.kana == known.kana &&
                    details.employment == known.employment && details.number == known.number;
  if (same) return fail(wrong_field("name", "person_unchanged", "変えるところがありません。"));
  return details;
}

ledger::Act act_on(std::string kind, const Change& change, const Person& person,
                   JsonObject payload) {
  JsonObject all{{"id", person.id}, {"person_name", person.name}};
  for (auto& [key, value] : payload) all[key] = std::move(value);
  return {std::move(kind), change.actor, "people/" + person.id, std::move(all)};
}

std::span<const std::string_view> employments() {
  return employment_kinds;
}

}  // namespace mamori::organisation
