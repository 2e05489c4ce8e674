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

// The value of the level of what nobody has classified yet: it is treated like the highest, until
// the manager decides (第14条第3項).
inline constexpr std::string_view unknown_level = "unknown";

// How a level of this scheme reads in another: what is held under the other's level is treated at
// least as this one. Several schemes together (機密性・完全性・可用性) give several.
struct Equivalence {
  std::string scheme;
  std::string level;  // of that scheme
  std::string value;  // of this one
};

struct Scheme {
  std::string id;
  std::string title;
  std::vector<Level> levels;
  std::vector<Equivalence> equivalences = {};

  static Result<Scheme> parse(std::string file, std::string_view yaml);
  const Level* find(std::string_view value) const;  // nullptr when unknown
  // The level of this scheme for a level of another; nullptr where nothing is said of it.
  const Level* equivalent(std::string_view scheme, std::string_view level) const;
};

using Schemes = std::map<std::string, Scheme, std::less<>>;

}  // namespace mamori::registers
