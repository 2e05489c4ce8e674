// Reads a regulation as it lies around: text copied out of PDF, Word or a web page, with page
// breaks inside words, lost numbers, list marks and a 目次. See README.md for how.
#pragma once

#include <cstddef>
#include <string_view>

#include "regulation/document.h"

namespace mamori::regulation {

struct ReadLimits {
  std::size_t bytes_max = std::size_t{5} << 20;
  int articles_max = 5000;
};

// `bytes` is UTF-8 (with or without byte order mark) or CP932. Never fails: what cannot be read at
// all (another encoding, too large) gives no document, one diagnostic `unreadable` or `too_large`,
// and every character discarded with that reason. Time and memory grow linearly with the input;
// the tree is at most 13 levels deep. Pure, any thread.
Reading read(std::string_view bytes, const ReadLimits& limits = {});

}  // namespace mamori::regulation
