// One node of a document → its sentences. Inside this room only.
#pragma once

#include <string>
#include <vector>

#include "regulation/document.h"

namespace mamori::regulation {

struct Sentence {
  std::u32string text;  // as written, without blanks at its beginning
  int line = 0;         // in the source
};

// Parted at every 。 outside of brackets, and where a line ends in a whole sentence without its 。
// and the next begins with ただし, また or なお.
std::vector<Sentence> sentences_of(const Node& node);

}  // namespace mamori::regulation
