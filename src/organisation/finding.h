// Finding people by what somebody types of them. Stateless.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "organisation/organisation.h"

namespace mamori::organisation {

// What was typed, as it is compared: 田中 福祉課 are two words; ひらがな and カタカナ are one.
std::vector<std::string> words_typed(std::string_view typed);
// Whether every word stands in 氏名, フリガナ, 職員番号, 所属 or 職名.
bool is_found_by(const Person& person, const std::vector<std::string>& words);
// Whom a form names: by id; else, of those employed that day, the only one of that 氏名 or
// 職員番号.
std::optional<Person> person_named(store::Connection& connection, std::string_view text, Day day);

}  // namespace mamori::organisation
