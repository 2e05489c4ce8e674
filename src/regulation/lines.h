// From bytes to the lines that carry text: blank lines, marks of text formats, page numbers and
// running heads are taken off and reported. Inside this room only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regulation/report.h"
#include "regulation/source.h"

namespace mamori::regulation {

// A sign that sets off headings: ■, ◆, ●.
bool is_ornament(char32_t c);

// How far a line reaches in a text whose lines are broken at a fixed width.
enum class Reach {
  unknown,  // the text has no such width
  full,     // up to the width: the sentence may go on in the next line
  part,     // not so far: what stands there is over
};

struct Line {
  int number = 0;             // 1-based in the source
  std::u32string text;        // NFC, without format marks and blanks at the ends
  std::u32string row;         // the line with its tabs when it is a row of a table, otherwise empty
  std::u32string prefix;      // the format mark as written: "##", "-"; part of the label
  int indent = 0;             // columns of blanks in front of it, a full-width blank counts two
  bool blank_before = false;  // a blank line or a page break stands before it
  Hints hints = {};
  Reach before = Reach::unknown;  // the line before this one
  // ##, or the ■ of ■１ 目的.
  bool heading_mark() const {
    return !prefix.empty() && (prefix.front() == U'#' || is_ornament(prefix.front()));
  }
  // Bold, or a heading of the page: not the middle of a sentence in plain type.
  bool stands_out() const { return hints.bold || hints.heading_level > 0; }
  bool list_mark() const { return !prefix.empty() && !heading_mark(); }
};

// The lines that are not blank. Discards control characters, emphasis marks, page numbers and
// running heads with a reason, and reports what the source reports.
std::vector<Line> lines_of(const SourceText& source, Report& report);

}  // namespace mamori::regulation
