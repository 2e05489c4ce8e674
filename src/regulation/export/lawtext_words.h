// Words as Lawtext must have them: its marks escaped. Inside this room only.
#pragma once

#include <string>
#include <string_view>

namespace mamori::regulation {

// A sentence, so that it is read as that sentence and nothing else: what Lawtext would take as a
// mark (a blank between two columns, a parenthesis without its fellow, & < >) becomes a character
// reference: &#12288;
std::string lawtext_sentence(std::string_view sentence);
// The same for titles, in which blanks mean nothing.
std::string lawtext_title(std::string_view title);
// The caption of a 条 or 項 with its parentheses; one that a 項 could be numbered with,（CSIRT）,
// is kept from being taken as such.
std::string lawtext_caption(std::string_view caption);
// Lawtext knows no references in the title of an appendix: & < > become full-width there.
std::string lawtext_appendix_title(std::string_view title);

// Whether Lawtext takes this as the number of a 項 or 号: 2, (1), 一, ア, ①, (ア), 一の二.
bool is_lawtext_number(std::string_view label);
// 第15条の2, 第5条から第7条まで.
bool is_lawtext_article(std::string_view label);
// A line of such words would be read as something else than a sentence.
bool looks_like_a_mark(std::string_view sentence);

}  // namespace mamori::regulation
