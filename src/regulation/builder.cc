#include "regulation/builder.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/levels.h"
#include "regulation/numerals.h"
#include "regulation/repairs.h"

namespace mamori::regulation {
namespace {

constexpr std::size_t levels_max = 5;

}  // namespace

Outline::Position Outline::position_of(const Mark& mark) const {
  std::optional<std::size_t> nearest;
  for (auto at = levels_.size(); at-- > 0;) {
    if (!same_style(levels_[at], mark)) continue;
    if (follows(levels_[at], mark)) return {.depth = at, .last = levels_[at].value};
    if (!nearest) nearest = at;
  }
  const bool fresh = starts(mark) && (!nearest || *nearest + 1 < levels_.size());
  if (fresh) return {.depth = std::min(levels_.size(), levels_max - 1), .known_style = false};
  if (nearest) return {.depth = *nearest, .expected = false, .last = levels_[*nearest].value};
  return {.depth = std::min(levels_.size(), levels_max - 1),
          .expected = starts(mark),
          .known_style = false};
}

void Outline::enter(const Mark& mark, std::size_t depth) {
  levels_.resize(std::min(depth, levels_.size()));
  levels_.push_back(mark);
}

const Mark* Outline::last_of(MarkKind kind) const {
  const auto found = std::find_if(levels_.rbegin(), levels_.rend(),
                                  [kind](const Mark& level) { return level.kind == kind; });
  return found == levels_.rend() ? nullptr : &*found;
}

Node& Builder::open(int at_rank, Node node) {
  check_end();
  const bool words = node.kind == NodeKind::text || node.kind == NodeKind::table;
  const bool in_preamble = !open_.empty() && open_.front().node.kind == NodeKind::preamble;
  close_from(in_preamble && !words ? rank::root : at_rank);
  open_.push_back({std::move(node), at_rank});
  return top();
}

Node& Builder::open_mark(int at_rank, NodeKind kind, const Line& line, const Mark& mark) {
  note_prefix(line, mark, report_);
  Node node{.kind = kind,
            .number = mark.number,
            .label = label_of(line, mark),
            .caption = {},
            .enclosure = {},
            .text = utf8(std::u32string_view(line.text).substr(mark.rest)),
            .place = place_piece(mark),
            .line = line.number};
  return open(at_rank, std::move(node));
}

void Builder::close_from(int at_rank) {
  while (!open_.empty() && open_.back().rank >= at_rank) close_top();
}

void Builder::close_top() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  (open_.empty() ? roots_ : top().children).push_back(std::move(node));
}

Node* Builder::open_of(NodeKind kind) {
  const auto found = std::find_if(open_.rbegin(), open_.rend(),
                                  [kind](const Open& each) { return each.node.kind == kind; });
  return found == open_.rend() ? nullptr : &found->node;
}

void Builder::join(Node& node, const Line& line, std::string_view kind) {
  if (line.list_mark()) {
    report_.discard(line.number, utf8(line.prefix), "箇条書きの記号");
  } else {
    report_.discard(line.number, utf8(line.prefix), "見出しの記号");
  }
  regulation::join(node, line, report_, kind);
}

void Builder::continue_text(const Line& line) {
  if (top().text.empty()) {
    top().line = top().line == 0 ? line.number : top().line;
    return join(top(), line, "");
  }
  const std::string_view kind = line.blank_before ? "page_break_joined" : "line_break_joined";
  if (!report_.repairs(line.number, kind)) return open_text(line);
  join(top(), line, kind);
}

void Builder::open_text(const Line& line, int at_rank) {
  const Mark mark = line.prefix.empty() ? Mark{} : Mark{.kind = MarkKind::bullet, .number = {}};
  open_mark(at_rank, NodeKind::text, line, mark);
}

void Builder::add_row(const Line& line) {
  if (top_rank() != rank::table) {
    open(rank::table, Node{.kind = NodeKind::table, .line = line.number});
    top().text = utf8(line.row);
    return;
  }
  const auto columns = std::ranges::count(line.row, U'\t');
  const std::string_view text = top().text;
  const std::string_view last = text.substr(text.rfind('\n') + 1);
  if (line.blank_before && columns != std::ranges::count(last, '\t')) {
    report_.note(line.number, "table_columns", "表の途中で列の数が変わっています。");
  }
  top().text += '\n';
  top().breaks.push_back({static_cast<int>(top().text.size()), line.number});
  top().text += utf8(line.row);
}

void Builder::make_title() {
  top().caption = std::move(top().text);
  top().text.clear();
}

bool Builder::is_open_ended() const {
  if (open_.empty() || open_.back().rank == rank::table) return false;
  const Node& node = open_.back().node;
  return !node.text.empty() && node.text != "削除" && !is_finished(node.text);
}

bool Builder::is_settled(const Line& line) const {
  if (!is_open_ended()) return true;
  return line.before == Reach::unknown ? in_list() : line.before == Reach::part;
}

void Builder::check_end() {
  if (!is_open_ended()) return;
  const Node& node = top();
  const bool sentence = node.kind == NodeKind::paragraph || node.kind == NodeKind::heading;
  if (!sentence || !lacks_full_stop(node.text)) return;
  const int line = node.breaks.empty() ? node.line : node.breaks.back().line;
  report_.note(line, "missing_full_stop", "文の終わりの「。」が抜けています。文字は元のままです。");
}

std::vector<Node> Builder::finish() {
  check_end();
  close_from(rank::root);
  return std::move(roots_);
}

std::string label_of(const Line& line, const Mark& mark) {
  std::u32string label = line.prefix;
  if (!label.empty() && mark.length > 0) label += U' ';
  label += std::u32string_view(line.text).substr(0, mark.length);
  return utf8(label);
}

namespace {

// a, (a), a): letters and Roman numbers as they are enclosed.
std::string enclosed_number(const Mark& mark) {
  constexpr int forms = 4;
  const int form = mark.variety % forms;
  return (form == 1 ? "(" : "") + mark.number + (form == 0 ? "" : ")");
}

}  // namespace

std::string place_piece(const Mark& mark) {
  switch (mark.kind) {
    case MarkKind::paren_number:
    case MarkKind::paren_kana:
      return "(" + mark.number + ")";
    case MarkKind::half_paren:
      return mark.number + ")";
    case MarkKind::letter:
    case MarkKind::roman:
      return enclosed_number(mark);
    case MarkKind::ordinal:
      return "第" + mark.number + (mark.variety == ordinal_part ? "部" : "");
    default:
      return mark.number;
  }
}

Mark mark_of_line(const Line& line) {
  if (Mark mark = mark_of(line.text)) return mark;
  if (line.list_mark()) return {.kind = MarkKind::bullet, .number = {}};
  return {};
}

void note_prefix(const Line& line, const Mark& mark, Report& report) {
  if (line.heading_mark()) {
    report.note(line.number, "heading_mark",
                "番号や見出しの前の記号は、段の深さとしては使っていません。", utf8(line.prefix));
  } else if (line.list_mark() && mark.kind != MarkKind::bullet) {
    report.note(line.number, "list_mark",
                "番号の前の箇条書きの記号を、番号の一部ではないとみました。", label_of(line, mark),
                utf8(std::u32string_view(line.text).substr(0, mark.length)));
  }
}

std::string_view jump_kind(const Mark& mark, int last) {
  if (last == 0) return "number_orphan";
  const bool branch_skipped = mark.branch_of >= last && mark.branch_of > 0;  // 3の3 after 3
  return mark.value > last || branch_skipped ? "number_jump" : "number_repeat";
}

void note_jump(const Line& line, const Mark& mark, int last, Report& report) {
  const std::string written = label_of(line, mark);
  const std::string kind(jump_kind(mark, last));
  if (last == 0) {
    return report.note(line.number, kind,
                       "この番号の前にあるはずの番号がありません。番号は元のままです。", written);
  }
  const bool forward = kind == "number_jump";
  report.note(line.number, kind,
              "番号が" + std::to_string(last) + "から" + mark.number +
                  (forward ? "に飛んでいます。" : "に戻っています。") + "番号は元のままです。",
              written);
}

}  // namespace mamori::regulation
