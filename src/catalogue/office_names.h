// How the offices are called in regulations; private to the room.
#pragma once

#include <span>
#include <string_view>

namespace mamori::catalogue {

struct OfficeName {
  std::string_view kind;   // general_manager
  std::string_view title;  // 統括情報セキュリティ責任者
  // Other spellings and, where it differs, what the title is found by. Apart by ' '.
  std::string_view spellings;
  // Whether the name only says who: it is then no part of what a sentence is about. A 委員会 or a
  // CSIRT is named mostly where the sentence is about it.
  bool says_only_who;
};

// Every kind of office a control may be held by.
std::span<const OfficeName> office_names();
// nullptr when there is no such kind.
const OfficeName* find_office(std::string_view kind);

}  // namespace mamori::catalogue
