#include "regulation/clauses.h"

#include "base/text.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr int paragraph_value_max = 200;

NodeKind list_kind(const Mark& mark, std::size_t depth) {
  const bool small = mark.kind == MarkKind::kana || mark.kind == MarkKind::paren_kana ||
                     mark.kind == MarkKind::letter || mark.kind == MarkKind::bullet;
  return depth == 0 && !small ? NodeKind::item : NodeKind::subitem;
}

// 一、二の例, 設計⏎・開発: inside a sentence the mark may be part of it.
bool may_be_word(const Mark& mark, const Line& line) {
  if (mark.kind == MarkKind::bullet) return mark.tight && line.before == Reach::full;
  return mark.tight && mark.kind == MarkKind::kanji_number;
}

}  // namespace

void Clauses::begin_block() {
  outline_.clear();
  last_paragraph_ = 0;
}

Node& Clauses::open_first_paragraph(int line) {
  last_paragraph_ = 0;
  return open_next_paragraph(line);
}

Node& Clauses::open_next_paragraph(int line) {
  outline_.clear();
  return builder_.open(
      rank::paragraph,
      Node{.kind = NodeKind::paragraph, .number = std::to_string(++last_paragraph_), .line = line});
}

// A list numbered with bare figures: 1 after a 柱書 that has begun, and what follows it.
bool Clauses::begins_list(const Mark& mark) const {
  return mark.value == 1 && mark.branch_of == 0 && last_paragraph_ > 0;
}

bool Clauses::continues_list(const Mark& mark) const {
  const Mark* last = outline_.last_of(MarkKind::number);
  return last != nullptr && follows(*last, mark);
}

bool Clauses::read_number(const Line& line, Mark mark) {
  if (is_counted(mark, line.text) || mark.branch_of != 0) return false;
  if (continues_list(mark) || begins_list(mark)) {
    if (builder_.report().repairs(line.number, "item_without_parentheses")) {
      return read_list(line, mark);
    }
  }
  const int value = mark.first == 0 ? mark.value : mark.first;
  const bool expected = value == last_paragraph_ + 1;
  const bool settled = builder_.is_settled(line);
  const bool bracket =
      mark.rest < line.text.size() && View(U"(（、。").contains(line.text[mark.rest]);
  const bool loose = !mark.tight && !bracket;
  if (expected && (settled || loose)) return open_paragraph(line, mark);
  if (mark.tight || !settled || mark.value > paragraph_value_max) return false;
  if (!builder_.report().repairs(line.number, jump_kind(mark, last_paragraph_))) return false;
  note_jump(line, mark, last_paragraph_, builder_.report());
  return open_paragraph(line, mark);
}

bool Clauses::open_paragraph(const Line& line, const Mark& mark) {
  if (builder_.in_list() && line.list_mark()) {
    if (!builder_.report().repairs(line.number, "paragraph_after_items")) {
      return open_entry(line, mark, outline_.position_of(mark));
    }
    builder_.report().note(line.number, "paragraph_after_items",
                           "号の並びのあとにある括弧のない番号を、項として読みました。",
                           label_of(line, mark));
  }
  Node& node = builder_.open_mark(rank::paragraph, NodeKind::paragraph, line, mark);
  node.place.clear();
  if (mark.kind == MarkKind::circled) node.number = std::to_string(mark.value);  // ② → 2
  outline_.clear();
  last_paragraph_ = mark.value;
  paragraph_style_ = mark.kind;
  return true;
}

// ② or 二 after a first 項 without a number: a list would have begun with ① or 一.
bool Clauses::is_paragraph(const Line& line, const Mark& mark) const {
  if (mark.kind != MarkKind::circled && mark.kind != MarkKind::kanji_number) return false;
  if (mark.value != last_paragraph_ + 1 || mark.branch_of != 0) return false;
  if (outline_.last_of(mark.kind) != nullptr || !builder_.is_settled(line)) return false;
  if (mark.value == 1) return mark.kind == MarkKind::circled;
  return outline_.empty() || paragraph_style_ == mark.kind;
}

bool Clauses::read_on_article_line(const Line& line, const Mark& mark) {
  if (!starts(mark)) return false;
  if (mark.kind == MarkKind::number)
    return !is_counted(mark, line.text) && open_paragraph(line, mark);
  if (mark.kind == MarkKind::circled) return open_paragraph(line, mark);
  return mark.kind == MarkKind::paren_number && read_list(line, mark);
}

// (i) after (h) is a letter, otherwise a Roman figure.
Mark Clauses::resolved(const Mark& mark) const {
  const Mark letter = as_letter(mark);
  const Mark* last = letter ? outline_.last_of(MarkKind::letter) : nullptr;
  return last != nullptr && follows(*last, letter) ? letter : mark;
}

bool Clauses::read_list(const Line& line, Mark mark) {
  mark = resolved(mark);
  if (is_paragraph(line, mark)) return open_paragraph(line, mark);
  const auto position = outline_.position_of(mark);
  if (!position.expected && !builder_.is_settled(line)) return false;
  if (may_be_word(mark, line) && !builder_.is_settled(line)) return false;
  if (!position.expected) {
    if (!builder_.report().repairs(line.number, jump_kind(mark, position.last))) return false;
    note_jump(line, mark, position.last, builder_.report());
  }
  if (outline_.empty() && last_paragraph_ == 0) open_first_paragraph(line.number);
  return open_entry(line, mark, position);
}

bool Clauses::open_entry(const Line& line, const Mark& mark, const Outline::Position& position) {
  if (mark.kind == MarkKind::number && !position.known_style) {
    builder_.report().note(line.number, "item_without_parentheses",
                           "括弧のない番号の並びを、号として読みました。", label_of(line, mark));
  }
  outline_.enter(mark, position.depth);
  Node& node = builder_.open_mark(rank::list + static_cast<int>(position.depth),
                                  list_kind(mark, position.depth), line, mark);
  if (mark.kind == MarkKind::circled && node.kind == NodeKind::item) {
    node.number = std::to_string(mark.value);
  }
  return true;
}

}  // namespace mamori::regulation
