// The offices a regulation names, by their Japanese titles. Inside this room only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/provision.h"

namespace mamori::regulation {

// A title in a sentence; begin and end count code points.
struct OfficeMention {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::u32string_view title;   // as the table of offices has it
  std::string_view kind;       // ciso, staff, …
  std::u32string_view proper;  // the title meant, when the written one is a variant of it
};

// Full-width letters and figures as half-width, one code point for one: ＣＩＳＯ → CISO.
std::u32string folded(std::u32string_view text);
// Every title in a folded text, longest first, left to right.
std::vector<OfficeMention> offices_in(std::u32string_view text);

// Who acts in a sentence.
struct Actor {
  std::vector<Holder> holders;  // without repetition
  std::size_t begin = 0;        // as written in the sentence, code points
  std::size_t end = 0;
  bool found() const { return end > begin; }
};
// The topic (…は) of the sentence when it is an office or somebody; else the one whose doing it
// speaks of (…が).
Actor holder_in(std::u32string_view sentence);
// The sentence speaks about a thing: 情報資産は、…
bool has_thing_as_topic(std::u32string_view sentence);

}  // namespace mamori::regulation
