// Writes down what a format shows, line by line. Shared by HTML and Word; inside this room only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regulation/source.h"

namespace mamori::regulation {

// Nothing but the number of a provision: 第3条, (1), ア.
bool is_bare_number(std::string_view text);
// Nothing but the number of a 条.
bool is_bare_article(std::string_view text);

class Writer {
 public:
  Writer(std::string format, std::string encoding);

  // How the lines to come look; `bold`, `table_row` and `page_break` are found out line by line.
  struct Block {
    int heading_level = 0;
    int indent = 0;
    bool centred = false;
  };
  void begin_block(const Block& block);
  void write(std::string_view text, bool bold = false);
  // A number or sign the program makes for a paragraph of a list. Left out when the words bring a
  // number of their own.
  void set_marker(std::string marker) { marker_ = std::move(marker); }
  // Ends the line; a line in which nothing was written is no line.
  void end_line();
  void blank_line();
  // The next line begins a page.
  void page_break() { page_break_ = true; }
  // A row of a table; nothing when all cells are blank.
  void row(const std::vector<std::string>& cells);
  // A row of a table that only lays out numbers and words side by side: a line like any other.
  void row_as_line(const std::vector<std::string>& cells);

  void discard(std::string_view text, std::string_view reason);
  void discard(int characters, std::string_view reason);
  void note(std::string kind, std::string message, std::string before = {});

  // What was written into a cell, its lines in one, apart by blanks; what it discarded is kept.
  std::string take_inside(SourceText cell);

  const std::string& line() const { return line_; }
  std::size_t line_count() const { return source_.lines.size(); }
  void clear_line() { line_.clear(); }
  SourceText take();

 private:
  int line_number() const { return static_cast<int>(source_.lines.size()) + 1; }
  void push(std::string line, const Hints& hints);

  SourceText source_;
  Block block_;
  std::string line_;
  std::string marker_;
  bool all_bold_ = true;
  bool page_break_ = false;
};

}  // namespace mamori::regulation
