// How references are written: 第3条第2項, 前各号, 同条, 6(3), 別表第1. Only the words; where they
// lead is references.h. Inside this room only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "regulation/document.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

struct UnitNumber {
  NodeKind unit = NodeKind::article;
  std::string place;  // 第3条の2
};

// 第3条の2第1項第4号イ
struct UnitChain {
  std::vector<UnitNumber> units;
  std::string below;       // イ
  bool all_items = false;  // …各号
  std::size_t end = 0;
};
// Blanks between the parts do not matter. Nothing where 第3条例, 第2項目, 第1号様式 stands.
std::optional<UnitChain> unit_chain_at(const Words& words, std::size_t at);

// 前条, 前2項, 前各号, 次条, 同項, この章, 本条
struct RelativeUnit {
  enum class Direction { before, all_before, after, same, own };
  Direction direction = Direction::before;
  int count = 1;  // 2 in 前2条
  NodeKind unit = NodeKind::article;
  std::size_t end = 0;
};
std::optional<RelativeUnit> relative_unit_at(const Words& words, std::size_t at);

// 別表第1, 様式第2号, 第2号様式, 別記: as the appendix would be cited.
struct AppendixName {
  std::string place;
  std::size_t end = 0;
};
std::optional<AppendixName> appendix_name_at(const Words& words, std::size_t at);

// 6(3)①, 3.2(2), 第2の1, 第6, （２）: a place of the numbered style.
struct NumberedPlace {
  std::string place;
  bool begins_below = false;  // (2): the number of its heading is left out
  bool plain = false;         // 7, 第6: nothing but one number
  std::size_t end = 0;
};
std::optional<NumberedPlace> numbered_place_at(const Words& words, std::size_t at);

// The length of 、 及び 又は 並びに 若しくは at `at`, with blanks; 0 when there is none.
std::size_t joiner_length(View text, std::size_t at);

}  // namespace mamori::regulation
