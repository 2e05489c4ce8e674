// What the tests of the formats look at. For tests only.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "regulation/source.h"
#include "regulation/source/word_testing.h"

namespace mamori::regulation {

inline std::vector<std::string> lines_in(std::string_view bytes) {
  const auto source = source_text(bytes);
  if (!source) return {source.error().code, source.error().message};
  EXPECT_TRUE(source->hints.empty() || source->hints.size() == source->lines.size());
  return source->lines;
}

// How many characters were left out, by reason.
inline std::map<std::string, int> left_out_of(std::string_view bytes) {
  std::map<std::string, int> reasons;
  const auto source = source_text(bytes);
  EXPECT_TRUE(source.has_value());
  if (!source) return reasons;
  for (const Discarded& each : source->discarded) reasons[each.reason] += each.characters;
  return reasons;
}

inline std::string error_of(std::string_view bytes) {
  const auto source = source_text(bytes);
  return source ? "it was read" : source.error().message + source.error().remedy;
}

}  // namespace mamori::regulation
