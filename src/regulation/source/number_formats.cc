#include "regulation/source/number_formats.h"

#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace mamori::regulation {
namespace {

constexpr std::u32string_view aiueo =
    U"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
constexpr std::u32string_view iroha =
    U"イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセ"
    U"ス";
constexpr std::u32string_view kanji_digits = U"〇一二三四五六七八九";

std::string pick(std::u32string_view characters, long number) {
  if (number < 1 || std::cmp_greater(number, characters.size())) return {};
  return utf8(characters.substr(static_cast<std::size_t>(number) - 1, 1));
}

}  // namespace

std::string in_letters(long number, char32_t first) {
  std::u32string letters;
  for (; number > 0; number = (number - 1) / 26) {
    letters.insert(letters.begin(), first + static_cast<char32_t>((number - 1) % 26));
  }
  return utf8(letters);
}

std::string in_roman(long number, bool upper) {
  constexpr std::array<std::pair<long, std::string_view>, 13> values{{{1000, "m"},
                                                                      {900, "cm"},
                                                                      {500, "d"},
                                                                      {400, "cd"},
                                                                      {100, "c"},
                                                                      {90, "xc"},
                                                                      {50, "l"},
                                                                      {40, "xl"},
                                                                      {10, "x"},
                                                                      {9, "ix"},
                                                                      {5, "v"},
                                                                      {4, "iv"},
                                                                      {1, "i"}}};
  if (number < 1 || number > 3999) return {};
  std::string out;
  for (const auto& [value, letters] : values) {
    for (; number >= value; number -= value) out += letters;
  }
  if (upper) {
    for (char& c : out) c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string in_aiueo(long number) {
  return pick(aiueo, number);
}

std::string in_iroha(long number) {
  return pick(iroha, number);
}

std::string in_kanji(long number) {
  if (number < 1 || number > 9999) return {};
  std::u32string out;
  constexpr std::array<std::pair<long, char32_t>, 4> units{
      {{1000, U'千'}, {100, U'百'}, {10, U'十'}, {1, U'\0'}}};
  for (const auto& [value, unit] : units) {
    const auto figure = static_cast<std::size_t>(number / value % 10);
    if (figure == 0) continue;
    if (figure > 1 || unit == U'\0') out += kanji_digits[figure];
    if (unit != U'\0') out += unit;
  }
  return utf8(out);
}

std::string in_kanji_digits(long number) {
  std::u32string out;
  for (const char c : std::to_string(number)) {
    if (c != '-') out += kanji_digits[static_cast<std::size_t>(c - '0')];
  }
  return utf8(out);
}

std::string in_circle(long number) {
  char32_t c = 0;
  if (number >= 1 && number <= 20) c = U'①' + static_cast<char32_t>(number - 1);
  if (number >= 21 && number <= 35) c = U'㉑' + static_cast<char32_t>(number - 21);
  if (number >= 36 && number <= 50) c = U'㊱' + static_cast<char32_t>(number - 36);
  return c == 0 ? std::string{} : utf8(std::u32string_view(&c, 1));
}

std::string in_full_width(long number) {
  std::string out;
  for (const char c : std::to_string(number)) {
    append_utf8(out, c == '-' ? U'－' : U'０' + static_cast<char32_t>(c - '0'));
  }
  return out;
}

}  // namespace mamori::regulation
