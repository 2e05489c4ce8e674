// What holds of every reading, whatever the bytes were.
#pragma once

#include <cstdlib>

#include "base/text.h"
#include "regulation/provision.h"
#include "regulation/reader.h"

namespace mamori::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline bool is_conserved(const regulation::Reading& reading) {
  int sum = reading.characters.placed;
  for (const auto& each : reading.characters.discarded) sum += each.characters;
  int in_tree = 0;
  for (const auto& document : reading.documents) in_tree += count_characters(document);
  return sum == reading.characters.source && in_tree == reading.characters.placed;
}

inline void check(const regulation::Reading& reading) {
  require(is_conserved(reading));
  for (const regulation::Document& document : reading.documents) {
    const auto again = regulation::document_from_json(regulation::document_to_json(document));
    require(again && *again == document);
    require(regulation::count(document.nodes) == document.counts);
    regulation::provisions(document);
  }
}

inline void check(const regulation::SourceText& source) {
  require(source.hints.empty() || source.hints.size() == source.lines.size());
  for (const std::string& line : source.lines) {
    require(is_utf8(line) && !line.contains('\n') && !line.contains('\r'));
  }
  for (const auto& each : source.discarded) require(each.line >= 1 && each.characters > 0);
}

// Reads the file as a person would have it read.
inline void read_and_check(std::string_view bytes) {
  const auto source = regulation::source_text(bytes);
  if (!source) {
    require(!source.error().message.empty() && !source.error().remedy.empty());
    return check(regulation::read(bytes));
  }
  check(*source);
  check(regulation::read(*source));
}

}  // namespace mamori::fuzz
