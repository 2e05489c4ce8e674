// Title, date and number of a text, and where one text ends and the next begins in a file.
// Inside this room only.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Which lines belong to which document. A new one begins at a line that reads like a title and is
// followed by 目次, 第1章, 第1条 or a heading 1, when the document before has begun already.
std::vector<Range> split_documents(std::span<const Line> lines);

struct Front {
  std::string title;
  std::string date;
  std::string number;
  std::vector<Node> notes;  // amendments and other lines without a sentence
  std::size_t used = 0;     // lines
};

// What stands before the first number, 目次 or sentence. `headings` are the plain_headings of the
// lines.
Front read_front(std::span<const Line> lines, std::span<const int> headings, Report& report);

// ○…, or a line that ends like the name of a regulation.
bool is_title_line(const Line& line);

// 令和3年8月1日…
bool begins_with_date(std::u32string_view text);
// 令和3年8月1日, 施行日：令和3年8月, (平成28年6月20日制定), 令和5年2月27日一部改正; nothing but a
// date and what it is of.
bool is_date_line(std::u32string_view text);
// 要綱第1号, 令和3年告示第5号
bool is_number_line(std::u32string_view text);

}  // namespace mamori::regulation
