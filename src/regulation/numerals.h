// Figures of every script a regulation is numbered in. Inside this room only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mamori::regulation {

struct Numeral {
  int value = 0;
  std::size_t length = 0;  // code points
};

// The number that begins at `at`: 12, １２, 十二, 百二十二, 一二 (place value). At most five
// figures: what is longer is no number of a provision.
std::optional<Numeral> numeral_at(std::u32string_view text, std::size_t at);
// ①–㊿ as 1–50, 0 for any other character.
int circled_value(char32_t c);
// Ⅰ–Ⅻ, ⅰ–ⅻ as 1–12, 0 for any other character.
int roman_value(char32_t c);
// The place in アイウエオ… and in イロハニホ…, from 1; 0 when it has none.
int aiueo_value(char32_t c);
int iroha_value(char32_t c);

bool is_digit(char32_t c);  // 0–9, ０–９
bool is_kanji_digit(char32_t c);
bool is_hiragana(char32_t c);
bool is_katakana(char32_t c);
bool is_kanji(char32_t c);

// 第十二条の二, 第１２条 → 第12条の2: figures half-width, blanks away, parentheses half-width.
std::string canonical_place(std::string_view place);

}  // namespace mamori::regulation
