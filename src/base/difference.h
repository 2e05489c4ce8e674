// What changed between two texts, for people to see. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mamori {

enum class Change { same, removed, added };

struct Piece {
  Change change = Change::same;
  std::string text;  // never empty
  bool operator==(const Piece&) const = default;
};

// The pieces of `before` and `after` (UTF-8) in order: those that are same and removed make up
// `before`, those that are same and added make up `after`. A single character that happens to be in
// both is not kept apart. Texts too long to compare in a moment (their product over four million
// characters, after what they share at both ends) are shown as replaced.
std::vector<Piece> difference(std::string_view before, std::string_view after);

}  // namespace mamori
