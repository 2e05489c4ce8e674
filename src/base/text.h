// Japanese text: checking, normal forms, keys (ICU). Text is kept in NFC as written; NFKC is used
// only to compare, never to store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mamori {

bool is_utf8(std::string_view text);
bool is_nfc(std::string_view utf8);
std::string nfc(std::string_view utf8);
// For comparing: NFKC, lower case, no blanks, every dash and wave one '-'.
std::string text_key(std::string_view utf8);
// UTF-8 ⇄ code points. Invalid bytes become U+FFFD.
std::u32string code_points(std::string_view utf8);
std::string utf8(std::u32string_view code_points);
void append_utf8(std::string& out, char32_t code_point);
// Blank: any Unicode white space, the byte order mark and the ideographic space.
bool is_blank(char32_t code_point);
std::size_t count_non_blank(std::string_view utf8);
// Without blanks (of any kind) at both ends.
std::string trimmed(std::string_view utf8);
std::u32string_view trimmed(std::u32string_view code_points);
// What stands between blanks, in order.
std::vector<std::string> words_in(std::string_view utf8);
std::string joined(const std::vector<std::string>& texts, std::string_view between = "、");
// Number of code points.
std::size_t length_in_characters(std::string_view utf8);

}  // namespace mamori
