// 項, 号 and what is below them, inside one 条 or 附則 at a time. Inside this room only.
#pragma once

#include "regulation/builder.h"

namespace mamori::regulation {

class Clauses {
 public:
  explicit Clauses(Builder& builder) : builder_(builder) {}

  // A new 条, 附則 or 章 begins: numbers count from 1 again.
  void begin_block();
  // The 項 without a number that an article begins with.
  Node& open_first_paragraph(int line);
  // The next one of the same, where 附則 leave out the numbers under captions.
  Node& open_next_paragraph(int line);
  // Each reads the line when its mark is one of a 項 or of a list here; otherwise false, and the
  // line is words.
  bool read_number(const Line& line, Mark mark);
  bool read_list(const Line& line, Mark mark);
  // The mark on the line of the 条 itself: 第1条 1 …, 第1条 ① …, 第1条 (1) …
  bool read_on_article_line(const Line& line, const Mark& mark);
  bool has_paragraph() const { return last_paragraph_ > 0; }

 private:
  bool begins_list(const Mark& mark) const;
  bool continues_list(const Mark& mark) const;
  bool is_paragraph(const Line& line, const Mark& mark) const;
  bool open_paragraph(const Line& line, const Mark& mark);
  bool open_entry(const Line& line, const Mark& mark, const Outline::Position& position);
  Mark resolved(const Mark& mark) const;

  Builder& builder_;
  Outline outline_;
  int last_paragraph_ = 0;
  MarkKind paragraph_style_ = MarkKind::number;
};

}  // namespace mamori::regulation
