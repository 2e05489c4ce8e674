// Reads a regulation as it lies around: text copied out of PDF, Word or a web page, with page
// breaks inside words, lost numbers, list marks and a 目次. See README.md for how.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/document.h"
#include "regulation/source.h"

namespace mamori::regulation {

struct ReadLimits {
  std::size_t bytes_max = std::size_t{5} << 20;  // of the text, without pictures and markup
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

// `bytes` is any file that regulation/source.h knows. Never fails: what cannot be read at all
// (another format or encoding, too large) gives no document, one diagnostic `unreadable` or
// `too_large`, and every character discarded with that reason. Time and memory grow linearly with
// the input; the tree is at most 13 levels deep. Pure, any thread.
//
// A repair of `undone` is not made: its words stay as they stand in the source, are still placed,
// and a diagnostic `repair_undone` names its kind in `before`. Only diagnostics that are `undoable`
// can be taken back.
Reading read(std::string_view bytes, const ReadOptions& options = {});
// The same of a source that is open already.
Reading read(const SourceText& source, const ReadOptions& options = {});

}  // namespace mamori::regulation
