// The 目次: found, kept as written, and compared with the body. Inside this room only.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "regulation/front.h"
#include "regulation/lines.h"
#include "regulation/markers.h"

namespace mamori::regulation {

// A line of the 目次: 第2節 アクセス制御等(第67条—第72条).
struct ContentsEntry {
  int line = 0;
  Mark mark;
  std::string title;
  std::string first;  // number of the first article, "" where no range is given
  std::string last;
  std::string written;     // the line
  bool malformed = false;  // 第67条—72条
};

struct Contents {
  Node node;
  std::vector<ContentsEntry> entries;
};

// How many lines the 目次 at the beginning of the lines takes, 0 when there is none.
std::size_t contents_length(std::span<const Line> lines);
// Which lines are the 目次: it stands in front of the first 条 or behind everything, and ends where
// its first entry comes again, which is where the body begins. An empty range when there is none.
Range find_contents(std::span<const Line> lines);
// Reads these lines.
Contents read_contents(std::span<const Line> lines, Report& report);

// Reports where the 目次 says something else than the body.
void compare_contents(const Contents& contents, const std::vector<Node>& body, Report& report);

}  // namespace mamori::regulation
