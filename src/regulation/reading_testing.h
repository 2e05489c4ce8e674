// What the tests of the reader look at. For tests only.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "regulation/reader.h"

namespace mamori::regulation {

inline std::vector<std::string> kinds_of(const Reading& reading) {
  std::vector<std::string> kinds;
  for (const Diagnostic& each : reading.diagnostics) kinds.push_back(each.kind);
  return kinds;
}

inline int discarded(const Reading& reading) {
  int sum = 0;
  for (const Discarded& each : reading.characters.discarded) sum += each.characters;
  return sum;
}

// Every character is placed or discarded, and what is placed is found in the tree.
inline void expect_conserved(const Reading& reading, std::optional<std::string_view> text = {}) {
  EXPECT_EQ(reading.characters.placed + discarded(reading), reading.characters.source);
  int in_tree = 0;
  for (const Document& document : reading.documents) in_tree += count_characters(document);
  EXPECT_EQ(in_tree, reading.characters.placed);
  if (!text) return;
  if (const auto decoded = decode_japanese(*text)) {
    EXPECT_EQ(static_cast<int>(count_non_blank(decoded->text)), reading.characters.source);
  }
}

inline Reading read_conserved(std::string_view text) {
  Reading reading = read(text);
  expect_conserved(reading, text);
  return reading;
}

inline const Document& sole(const Reading& reading) {
  EXPECT_THAT(reading.documents, ::testing::SizeIs(1));
  return reading.documents.at(0);
}

// The text of the node, of the first 項 for a 条; a remark when nothing is there.
inline std::string text_at_place(const Reading& reading, std::string_view place) {
  const Node* node = find(reading.documents.at(0), place);
  if (node == nullptr) return "(" + std::string(place) + " is not there)";
  if (node->kind == NodeKind::article) return node->children.at(0).text;
  return node->text;
}

inline std::string caption_at(const Reading& reading, std::string_view place) {
  const Node* node = find(reading.documents.at(0), place);
  return node == nullptr ? "(" + std::string(place) + " is not there)" : node->caption;
}

}  // namespace mamori::regulation
