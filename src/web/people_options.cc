#include "web/people_options.h"

#include <algorithm>

#include "base/text.h"
#include "organisation/finding.h"
#include "registers/field.h"
#include "web/entry_options.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using organisation::Person;
using store::Connection;
using Words = std::vector<std::string>;

JsonObject option_part(const Person& person, bool selected) {
  return {{"value", person.id},   {"label", person.name},
          {"number", nullptr},    {"detail", text_or_null(person.section_name)},
          {"selected", selected}, {"chip", nullptr}};
}

// Among many, some are called the same.
JsonObject told_apart(const Person& person, bool selected) {
  JsonObject part = option_part(person, selected);
  part["number"] = text_or_null(person.number);
  part["detail"] = text_or_null(trimmed(person.section_name + " " + person.post));
  return part;
}

bool is_among(const std::vector<Person>& people, const Person& person) {
  return std::ranges::find(people, person.id, &Person::id) != people.end();
}

// Whom the words find; without words, the people of the visitor's own section.
std::vector<Person> found(const Visit& visit, Connection& connection, std::vector<Person> people,
                          const Words& words) {
  const auto own = visit.visitor && words.empty()
                       ? organisation::person(connection, visit.person_id(), today_of(visit))
                       : std::nullopt;
  std::erase_if(people, [&](const Person& person) {
    if (!words.empty()) return !organisation::is_found_by(person, words);
    return !own || own->section_id.empty() || person.section_id != own->section_id;
  });
  return people;
}

// What was given, told apart.
struct Given {
  std::vector<Person> chosen;
  std::string sought;  // words that name nobody
};

Given read_given(Connection& connection, const std::vector<std::string>& texts, Day today) {
  Given given;
  for (const std::string& text : texts) {
    const std::string words = trimmed(text);
    if (words.empty()) continue;
    if (auto person = organisation::person_named(connection, words, today)) {
      given.chosen.push_back(*std::move(person));
    } else {
      given.sought = words;
    }
  }
  return given;
}

}  // namespace

PeopleOptions people_options(const Visit& visit, Connection& connection,
                             const std::vector<std::string>& given) {
  const Day today = today_of(visit);
  auto people = organisation::people(connection, today);
  PeopleOptions made;
  if (people.size() <= options_max) {
    for (const Person& person : people) {
      const bool chosen = std::ranges::find(given, person.id) != given.end();
      made.options.push_back(option_part(person, chosen));
    }
    return made;
  }
  const std::size_t total = people.size();
  const Given read = read_given(connection, given, today);
  for (const Person& person : read.chosen) made.options.push_back(told_apart(person, true));
  const auto others =
      found(visit, connection, std::move(people), organisation::words_typed(read.sought));
  for (const Person& person : others) {
    if (made.options.size() == options_max) break;
    if (!is_among(read.chosen, person)) made.options.push_back(told_apart(person, false));
  }
  made.searched = JsonObject{{"href", visit.base() + "/organisation/people/options"},
                             {"total", total},
                             {"sought", text_or_null(read.sought)},
                             {"found", read.sought.empty() ? 0 : others.size()}};
  return made;
}

Result<Answer> find_people(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Words words = organisation::words_typed(visit.request.query.get("q"));
    auto people = organisation::people(connection, today_of(visit));
    const std::size_t total = people.size();
    const auto shown = found(visit, connection, std::move(people), words);
    JsonArray options;
    for (const Person& person : shown) {
      if (options.size() == options_max) break;
      options.push_back(told_apart(person, false));
    }
    const std::size_t left = (words.empty() ? total : shown.size()) - options.size();
    return Response::json(JsonObject{{"options", std::move(options)}, {"left", left}});
  });
}

Json with_people_named(const Visit& visit, Json input,
                       std::initializer_list<std::string_view> names) {
  return visit.services.body.store().read([&](Connection& connection) {
    JsonObject& members = input.as_object();
    for (const std::string_view name : names) {
      auto texts = registers::texts_of(members, name);
      for (std::string& text : texts) text = trimmed(text);
      std::erase(texts, "");
      if (texts.size() > 1 || !members.contains(name)) continue;
      if (texts.empty()) {
        members[name] = "";
        continue;
      }
      const auto person = organisation::person_named(connection, texts.front(), today_of(visit));
      members[name] = person ? person->id : texts.front();
    }
    return std::move(input);
  });
}

}  // namespace mamori::web
