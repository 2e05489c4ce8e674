// The words of a document as a law is written: labels, sentences, columns. Inside this room only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regulation/document.h"

namespace mamori::regulation {

// The label without format marks and blanks: 「- (1)」→「(1)」,「第 18 条」→「第18条」; "" for a
// mere bullet of a text format.
std::string law_label(const Node& node);
// （見出し）; "" without caption.
std::string law_caption(const Node& node);
// 第1章　総則
std::string law_title(const Node& node);

// The text at its full stops, those within parentheses and quotation marks left out; blanks around
// a sentence are dropped.
std::vector<std::string> law_sentences(std::string_view text);
bool is_proviso(std::string_view sentence);  // ただし、…

// 用語　その説明 → {用語, その説明}. A blank beside a Latin letter or a figure parts nothing.
std::vector<std::string> law_columns(std::string_view text);

// The closing parenthesis for each opening one and the reverse, by index; the index itself for
// every other character and for a parenthesis without its fellow.
std::vector<std::size_t> fellows_of_parentheses(std::u32string_view text);

// Without the characters that XML 1.0 §2.2 forbids; line ends and tabs become blanks.
std::string xml_characters(std::string_view utf8);

// 「15の2」→「15_2」, 「5-7」→「5:7」; `otherwise` when the number is not made of figures.
std::string law_number(std::string_view number, int otherwise);

}  // namespace mamori::regulation
