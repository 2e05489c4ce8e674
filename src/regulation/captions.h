// Where a caption stands and what it is: (目的) over an article, perhaps over two lines, with a
// note of its amendment behind it, or with the article on the same line. Inside this room only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "regulation/builder.h"

namespace mamori::regulation {

struct Caption {
  Line line;            // with the whole caption as its text
  std::u32string note;  // (平20規則3・一部改正) behind it
  std::u32string rest;  // 第1条 … on the same line
  std::size_t lines = 1;
};

// What a caption may stand over besides a 条.
enum class Over { articles, paragraphs, words };

// The caption that begins at lines[at] and stands over something; nothing when there is none.
std::optional<Caption> caption_at(std::span<const Line> lines, std::size_t at, Over over);
// Reports that the lines of a torn caption were joined; false when a person took that back.
bool note_joins(std::span<const Line> lines, std::size_t at, const Caption& caption,
                Report& report);

// 附則（令和4年告示 / 第5号）: joins a 附則 or 別表 whose parenthesis is closed on the next line.
void join_torn_tails(std::vector<Line>& lines, Report& report);

// Gives the node its caption: the words apart from the brackets.
void give_caption(Node& node, std::u32string_view bracketed);

}  // namespace mamori::regulation
