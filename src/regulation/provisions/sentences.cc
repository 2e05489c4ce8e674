#include "regulation/provisions/sentences.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {
namespace {

int line_at(const Node& node, int offset) {
  const auto after = std::ranges::upper_bound(node.breaks, offset, {}, &Break::offset);
  return after == node.breaks.begin() ? node.line : std::prev(after)->line;
}

void keep(const Node& node, View text, int offset, std::vector<Sentence>& sentences) {
  const std::size_t begin = skip_blanks(text, 0);
  offset += static_cast<int>(utf8(text.substr(0, begin)).size());
  text.remove_prefix(begin);
  if (!text.empty()) sentences.push_back({std::u32string(text), line_at(node, offset)});
}

bool is_whole(View text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return ends_with_any(
      text, {U"ならない", U"ものとする", U"ことができる", U"努める", U"こと", U"ます", U"行う"});
}

bool begins_anew(View text) {
  return starts_with_any(text.substr(skip_blanks(text, 0)),
                         {U"ただし、", U"ただし,", U"また、", U"なお、", U"この場合"});
}

}  // namespace

std::vector<Sentence> sentences_of(const Node& node) {
  std::vector<Sentence> sentences;
  const std::u32string text = code_points(node.text);
  const auto depth = bracket_depths(text);
  auto line_break = node.breaks.begin();
  int offset = 0;        // bytes before `at`
  int begin_offset = 0;  // bytes before `begin`
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    while (line_break != node.breaks.end() && line_break->offset < offset) ++line_break;
    const bool at_break = line_break != node.breaks.end() && line_break->offset == offset;
    const View before = View(text).substr(begin, at - begin);
    const bool unmarked =
        at_break && begins_anew(View(text).substr(at, 8)) && is_whole(before) && depth[at] == 0;
    if (unmarked) {
      keep(node, before, begin_offset, sentences);
      begin = at;
      begin_offset = offset;
    }
    offset += static_cast<int>(utf8(View(text).substr(at, 1)).size());
    if (text[at] != U'。' || depth[at] > 0) continue;
    keep(node, View(text).substr(begin, at + 1 - begin), begin_offset, sentences);
    begin = at + 1;
    begin_offset = offset;
  }
  keep(node, View(text).substr(begin), begin_offset, sentences);
  return sentences;
}

}  // namespace mamori::regulation
