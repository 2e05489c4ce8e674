#include "regulation/numbered_style.h"

#include "base/text.h"
#include "regulation/front.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t title_length_max = 40;
constexpr std::size_t closing_length_max = 40;

class NumberedStyle {
 public:
  NumberedStyle(std::span<const Line> lines, Report& report) : lines_(lines), builder_(report) {}

  std::vector<Node> parse(std::size_t& used) {
    for (; at_ < lines_.size(); ++at_) {
      const Mark mark = mark_of_line(lines_[at_]);
      const bool tail = mark.kind == MarkKind::supplementary || mark.kind == MarkKind::appendix;
      if (tail && lines_[at_].row.empty()) break;
      read_line(lines_[at_], mark);
    }
    used = at_;
    return builder_.finish();
  }

 private:
  void read_line(const Line& line, const Mark& mark) {
    if (!line.row.empty()) return builder_.add_row(line);
    if (is_division(mark.kind) && read_division(line, mark)) return;
    const bool listed = mark.kind >= MarkKind::ordinal && !is_counted(mark, line.text);
    if (listed && read_list(line, mark)) return;
    if (!mark && line.heading_mark()) return read_plain_heading(line);
    read_words(line);
  }

  bool read_division(const Line& line, const Mark& mark) {
    if (is_reference(mark, line.text) || View(line.text).contains(U'。')) return false;
    const int step = static_cast<int>(mark.kind) - static_cast<int>(MarkKind::part);
    const auto kind = static_cast<NodeKind>(static_cast<int>(NodeKind::part) + step);
    Node& node = builder_.open_mark(rank::division + step, kind, line, mark);
    node.caption = std::move(node.text);
    node.text.clear();
    node.place.clear();
    outline_.clear();
    return true;
  }

  bool read_list(const Line& line, const Mark& mark) {
    const auto position = position_of(mark);
    const bool heading = position.depth == 0;
    if (heading && mark.kind == MarkKind::bullet) return false;
    if (may_go_on(line, mark, position.expected)) return false;
    if (mark.tight && !position.expected) return false;
    if (!position.expected) note_jump(line, mark, position.last, builder_.report());
    outline_.enter(mark, position.depth);
    if (heading) last_heading_ = mark;
    Node& node = builder_.open_mark(rank::list + static_cast<int>(position.depth),
                                    kind_at(position.depth), line, mark);
    titled_.resize(position.depth + 1);
    const bool title = is_title(node, mark, heading);
    titled_[position.depth] = title;
    if (title) {
      node.caption = std::move(node.text);
      node.text.clear();
    }
    return true;
  }

  // After a 章 the headings may go on counting.
  Outline::Position position_of(const Mark& mark) const {
    auto position = outline_.position_of(mark);
    if (outline_.empty() && last_heading_ && !position.expected) {
      position.expected = mark.kind == last_heading_.kind && follows(last_heading_, mark);
      position.last = last_heading_.value;
    }
    return position;
  }

  // Inside a sentence that is not over, figures at the beginning of a line are part of it, unless
  // what follows them reads like a title with words of its own.
  bool may_go_on(const Line& line, const Mark& mark, bool expected) {
    if (!builder_.is_open_ended() || line.heading_mark()) return false;
    const View words = View(line.text).substr(mark.rest);
    const bool bracket = !words.empty() && View(U"(（、。").contains(words.front());
    if (expected) return bracket && mark.kind == MarkKind::number;
    const bool title = words.size() <= title_length_max && !words.contains(U'。');
    return mark.tight || bracket || !(title && (line.blank_before || words_follow()));
  }

  bool words_follow() const { return at_ + 1 < lines_.size() && !mark_of_line(lines_[at_ + 1]); }

  static NodeKind kind_at(std::size_t depth) {
    if (depth == 0) return NodeKind::heading;
    return depth == 1 ? NodeKind::item : NodeKind::subitem;
  }

  // A short line without 。 is the title of what follows; below the first level only when words or
  // a deeper list follow, for entries of a list are short lines, too. A line without 。 may be a
  // sentence torn by a page break: then the entries before decide.
  bool is_title(const Node& node, const Mark& mark, bool heading) const {
    const std::size_t length = lines_[at_].text.size() - mark.rest;
    if (node.text.empty() || length > title_length_max || node.text.ends_with("。")) return false;
    if (heading) return true;
    if (at_ + 1 >= lines_.size()) return false;
    const Line& line = lines_[at_ + 1];
    const Mark next = mark_of_line(line);
    if (!next) {
      const bool closing = is_closing_line(line.text) && !titled_.back();
      return !closing && !is_broken_word(node.text, line);
    }
    const bool sibling = next.kind == mark.kind && next.variety == mark.variety;
    return !sibling && starts(next) && next.kind > MarkKind::number;
  }

  // A line that breaks off in front of に, を … goes on, so it is no title.
  static bool is_broken_word(const std::string& text, const Line& next) {
    return text.ends_with("、") || begins_in_sentence(next.text);
  }

  void read_plain_heading(const Line& line) {
    outline_.clear();
    const Mark mark{.kind = MarkKind::bullet, .number = {}};
    Node& node = builder_.open_mark(rank::list, NodeKind::heading, line, mark);
    node.caption = std::move(node.text);
    node.text.clear();
  }

  void read_words(const Line& line) {
    if (!builder_.has_open()) return open_root(line);
    const Node& top = builder_.top();
    const bool untouched = top.text.empty() && builder_.top_rank() < rank::table;
    if (untouched && builder_.top_rank() >= rank::list) return builder_.continue_text(line);
    if (builder_.is_open_ended() && !is_date_line(line.text)) return builder_.continue_text(line);
    if (begins_in_sentence(line.text) && !top.text.empty()) {
      return builder_.continue_text(line);
    }
    if (is_closing_line(line.text)) return close_with(line);
    builder_.open_text(line);
  }

  void open_root(const Line& line) {
    if (is_closing_line(line.text)) return close_with(line);
    builder_.open_mark(rank::root, NodeKind::preamble, line, {}).place.clear();
  }

  // Dates and names after the last sentence stand beside the headings, not below the last one.
  void close_with(const Line& line) {
    builder_.close_from(rank::root);
    builder_.open_text(line);
    builder_.close_from(rank::root);
  }

  std::span<const Line> lines_;
  Builder builder_;
  Outline outline_;
  Mark last_heading_;
  std::vector<bool> titled_;  // by depth: the entry before had a title
  std::size_t at_ = 0;
};

}  // namespace

bool is_closing_line(View text) {
  if (text.size() > closing_length_max || text.contains(U'。')) return false;
  return !continues_paragraph(text);
}

std::vector<Node> parse_numbered(std::span<const Line> lines, std::size_t& used, Report& report) {
  return NumberedStyle(lines, report).parse(used);
}

}  // namespace mamori::regulation
