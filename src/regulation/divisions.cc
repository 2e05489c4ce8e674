#include "regulation/divisions.h"

#include "base/text.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t division_length_max = 80;
constexpr std::size_t title_length_max = 24;
constexpr int habit_min = 3;

// 総則（第1条―第3条）: the range behind the title is no part of it.
void part_range(Node& node) {
  const std::u32string words = code_points(node.caption);
  const auto open = words.find_last_of(U"(（");
  if (open == std::u32string::npos) return;
  const View range = View(words).substr(open);
  const bool whole = paren_length(range) == range.size();
  if (!whole || mark_of(range.substr(1)).kind != MarkKind::article) return;
  node.text = utf8(range);
  node.caption = trimmed(utf8(View(words).substr(0, open)));
}

bool stands_below_title(const Line& line) {
  const Mark mark = mark_of_line(line);
  if (mark.kind == MarkKind::number) return mark.value == 1 && !is_counted(mark, line.text);
  return !mark && line.row.empty() && !begins_in_sentence(line.text) && !is_caption(line.text);
}

}  // namespace

bool Divisions::read(const Line& line, const Mark& mark, Builder& builder) {
  if (is_reference(mark, line.text)) return false;
  if (line.text.size() > division_length_max || View(line.text).contains(U'。')) return false;
  const int step = static_cast<int>(mark.kind) - static_cast<int>(MarkKind::part);
  Mark& last = last_.at(static_cast<std::size_t>(step));
  const bool expected = mark.value == 1 || (last ? follows(last, mark) : false);
  const bool untitled = mark.rest >= line.text.size();
  const bool doubtful = untitled || (mark.tight && line.before == Reach::full);
  if (builder.is_open_ended() && line.before == Reach::full && (doubtful || !expected)) {
    return false;
  }
  if (!expected && untitled && !builder.is_settled(line)) return false;
  if (!expected) note_jump(line, mark, last.value, builder.report());
  last = mark;
  const auto kind = static_cast<NodeKind>(static_cast<int>(NodeKind::part) + step);
  Node& node = builder.open_mark(rank::division + step, kind, line, mark);
  node.caption = std::move(node.text);
  node.text.clear();
  node.place.clear();
  part_range(node);
  return true;
}

bool continues_division(const Node& division, const Line& line) {
  if (division.kind > NodeKind::division || !division.children.empty()) return false;
  if (line.text.size() > division_length_max || View(line.text).contains(U'。')) return false;
  return division.caption.empty() ||
         (division.text.empty() && (line.before == Reach::full || begins_in_sentence(line.text)));
}

bool is_bare_title(View words) {
  if (words.empty() || words.size() > title_length_max) return false;
  return words.find_first_of(U"。、") == View::npos && !words.starts_with(U"削除");
}

Habits habits_of(std::span<const Line> lines) {
  int articles = 0;
  int on_line = 0;
  int above = 0;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const Mark mark = mark_of(lines[at].text);
    if (mark.kind != MarkKind::article || is_reference(mark, lines[at].text)) continue;
    ++articles;
    const bool titled = !mark.tight && is_bare_title(View(lines[at].text).substr(mark.rest));
    if (titled && at + 1 < lines.size() && stands_below_title(lines[at + 1])) ++on_line;
    if (at == 0 || !lines[at - 1].row.empty()) continue;
    const Line& before = lines[at - 1];
    const bool bare = !mark_of_line(before) && !opens_enclosure(before.text);
    if (bare && is_bare_title(before.text)) ++above;
  }
  const auto usual = [articles](int times) { return times >= habit_min && times * 2 > articles; };
  return {.title_on_line = usual(on_line), .title_above_line = usual(above)};
}

}  // namespace mamori::regulation
