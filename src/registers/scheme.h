// Classification schemes as data: definitions/schemes/*.yaml (S2 第10条; C1).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mamori::registers {

struct Level {
  std::string value;  // what is stored
  std::string label;  // 重要性Ⅱ
  int rank = 0;       // higher needs more protection
  std::string meaning;
  std::string tone;  // how screens mark it: importance-2
};

struct Scheme {
  std::string id;
  std::string title;
  std::vector<Level> levels;

  static Result<Scheme> parse(std::string file, std::string_view yaml);
  const Level* find(std::string_view value) const;  // nullptr when unknown
};

using Schemes = std::map<std::string, Scheme, std::less<>>;

}  // namespace mamori::registers
