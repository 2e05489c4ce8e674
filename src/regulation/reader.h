// Reads a regulation as it lies around: text copied out of PDF, Word or a web page, with page
// breaks inside words, lost numbers, list marks and a 目次. See README.md for how.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/document.h"

namespace mamori::regulation {

struct ReadLimits {
  std::size_t bytes_max = std::size_t{5} << 20;
  int articles_max = 5000;
};

// A repair a person took back, as its diagnostic names it.
struct Undone {
  int line = 0;
  std::string kind;
  bool operator==(const Undone&) const = default;
};

struct ReadOptions {
  ReadLimits limits;
  std::vector<Undone> undone;  // what names no repair of this text changes nothing
};

// `bytes` is UTF-8 (with or without byte order mark) or CP932. Never fails: what cannot be read at
// all (another encoding, too large) gives no document, one diagnostic `unreadable` or `too_large`,
// and every character discarded with that reason. Time and memory grow linearly with the input;
// the tree is at most 13 levels deep. Pure, any thread.
//
// A repair of `undone` is not made: its words stay as they stand in the source, are still placed,
// and a diagnostic `repair_undone` names its kind in `before`. Only diagnostics that are `undoable`
// can be taken back.
Reading read(std::string_view bytes, const ReadOptions& options = {});

}  // namespace mamori::regulation
