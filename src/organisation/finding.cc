#include "organisation/finding.h"

#include <algorithm>

#include "base/text.h"

namespace mamori::organisation {
namespace {

constexpr char32_t hiragana_first = U'ぁ';
constexpr char32_t hiragana_last = U'ゖ';
constexpr char32_t to_katakana = U'ァ' - U'ぁ';

std::string key_of(std::string_view text) {
  std::u32string points = code_points(text_key(text));
  for (char32_t& point : points) {
    if (point >= hiragana_first && point <= hiragana_last) point += to_katakana;
  }
  return utf8(points);
}

}  // namespace

std::vector<std::string> words_typed(std::string_view typed) {
  std::vector<std::string> words = words_in(typed);
  for (std::string& word : words) word = key_of(word);
  return words;
}

bool is_found_by(const Person& person, const std::vector<std::string>& words) {
  const std::string all =
      key_of(person.name + "\n" + person.kana + "\n" + person.section_name + "\n" +
             person.unit_name + "\n" + person.post + "\n" + person.number);
  return std::ranges::all_of(words, [&](const std::string& word) { return all.contains(word); });
}

std::optional<Person> person_named(store::Connection& connection, std::string_view text, Day day) {
  if (auto known = person(connection, text, day)) return known;
  const std::string key = text_key(text);
  if (key.empty()) return std::nullopt;
  std::optional<Person> only;
  for (Person& one : people(connection, day)) {
    if (text_key(one.name) != key && one.number != key) continue;
    if (only) return std::nullopt;  // several are called so: who is meant must be chosen
    only = std::move(one);
  }
  return only;
}

}  // namespace mamori::organisation
