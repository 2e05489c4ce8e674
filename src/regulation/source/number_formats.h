// Numbers as lists write them: a, Ⅳ, ア, 十二, ①. Inside this room only.
#pragma once

#include <string>

namespace mamori::regulation {

// Empty where the script has no such number; the caller writes figures then.
std::string in_letters(long number, char32_t first);  // a, b … z, aa
std::string in_roman(long number, bool upper);        // IV
std::string in_aiueo(long number);                    // ア, イ … ン
std::string in_iroha(long number);                    // イ, ロ …
std::string in_kanji(long number);                    // 十二, 百二
std::string in_kanji_digits(long number);             // 一二, 一〇二
std::string in_circle(long number);                   // ① … ㊿
std::string in_full_width(long number);               // １２

}  // namespace mamori::regulation
