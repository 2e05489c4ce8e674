// Headings without a number: ## 目的, 【目的】, ■ 目的, a short line over a paragraph. Inside this
// room only.
#pragma once

#include <span>
#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// The level of a heading that stands beside the numbered ones, not above them: 総則 before 1.
constexpr int beside_numbers = -1;

// For each line the level of the heading it is, from 1; 0 for all other lines. A text is asked for
// one way of writing headings at a time: marks of text formats first, then signs, then mere short
// lines. In a text that is numbered, such lines count only when the numbers begin anew below them
// or when most of them have no numbers below.
std::vector<int> plain_headings(std::span<const Line> lines);

// ――――, ====: a line drawn under a title or between parts.
bool is_ruled_line(const Line& line);

}  // namespace mamori::regulation
