#include "regulation/numerals.h"

#include "base/text.h"

namespace mamori::regulation {
namespace {

constexpr std::u32string_view kanji_digits = U"〇一二三四五六七八九";
constexpr std::u32string_view aiueo =
    U"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
    U"マミムメモヤユヨラリルレロワヲン";
constexpr std::u32string_view iroha =
    U"イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマ"
    U"ケフコエテアサキユメミシヱヒモセス";
constexpr int value_max = 99'999;

constexpr std::u32string_view half_width_aiueo =
    U"ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎ"
    U"ﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ";

int place_of(std::u32string_view row, char32_t c) {
  const auto found = row.find(c);
  return found == std::u32string_view::npos ? 0 : static_cast<int>(found) + 1;
}

int digit_value(char32_t c) {
  return static_cast<int>(c >= U'０' ? c - U'０' : c - U'0');
}

int kanji_unit(char32_t c) {
  if (c == U'十') return 10;
  if (c == U'百') return 100;
  return c == U'千' ? 1000 : 0;
}

std::optional<Numeral> arabic_at(std::u32string_view text, std::size_t at) {
  Numeral numeral;
  while (at + numeral.length < text.size() && is_digit(text[at + numeral.length])) {
    numeral.value = numeral.value * 10 + digit_value(text[at + numeral.length]);
    if (++numeral.length > 5) return std::nullopt;
  }
  if (numeral.length == 0) return std::nullopt;
  return numeral;
}

// 百二十二 by units; without a unit 一二二 by place value.
std::optional<Numeral> kanji_at(std::u32string_view text, std::size_t at) {
  Numeral numeral;
  int total = 0;
  int pending = 0;
  for (; at + numeral.length < text.size(); ++numeral.length) {
    const char32_t c = text[at + numeral.length];
    if (const int unit = kanji_unit(c); unit > 0) {
      total += (pending == 0 ? 1 : pending) * unit;
      pending = 0;
    } else if (is_kanji_digit(c)) {
      pending = pending * 10 + place_of(kanji_digits, c) - 1;
    } else {
      break;
    }
    if (total + pending > value_max || numeral.length > 8) return std::nullopt;
  }
  if (numeral.length == 0) return std::nullopt;
  numeral.value = total + pending;
  return numeral;
}

bool is_numbered_unit(char32_t c) {
  return std::u32string_view(U"編章節款目条項号").contains(c);
}

char32_t half_width(char32_t c) {
  if (c == U'（') return U'(';
  if (c == U'）') return U')';
  return c >= U'０' && c <= U'９' ? U'0' + (c - U'０') : c;
}

// A 漢数字 is a figure of a place only after 第 or between a unit and の.
bool begins_figure(std::u32string_view text, std::size_t at) {
  if (at == 0) return false;
  const char32_t before = text[at - 1];
  if (before == U'第') return true;
  return before == U'の' && at >= 2 && (is_numbered_unit(text[at - 2]) || is_digit(text[at - 2]));
}

}  // namespace

std::optional<Numeral> numeral_at(std::u32string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  return is_digit(text[at]) ? arabic_at(text, at) : kanji_at(text, at);
}

int circled_value(char32_t c) {
  if (c >= U'①' && c <= U'⑳') return static_cast<int>(c - U'①') + 1;
  if (c >= U'㉑' && c <= U'㉟') return static_cast<int>(c - U'㉑') + 21;
  if (c >= U'㊱' && c <= U'㊿') return static_cast<int>(c - U'㊱') + 36;
  return 0;
}

int roman_value(char32_t c) {
  if (c >= U'Ⅰ' && c <= U'Ⅻ') return static_cast<int>(c - U'Ⅰ') + 1;
  if (c >= U'ⅰ' && c <= U'ⅻ') return static_cast<int>(c - U'ⅰ') + 1;
  return 0;
}

int aiueo_value(char32_t c) {
  const int half_width = place_of(half_width_aiueo, c);
  return half_width > 0 ? half_width : place_of(aiueo, c);
}

int iroha_value(char32_t c) {
  return place_of(iroha, c);
}

bool is_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'０' && c <= U'９');
}

bool is_kanji_digit(char32_t c) {
  return kanji_digits.contains(c);
}

bool is_hiragana(char32_t c) {
  return c >= 0x3041 && c <= 0x309F;
}

bool is_katakana(char32_t c) {
  return (c >= 0x30A1 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9F);
}

bool is_kanji(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == U'々';
}

std::string canonical_place(std::string_view place) {
  std::u32string text;
  for (const char32_t c : code_points(place)) {
    if (!is_blank(c)) text.push_back(half_width(c));
  }
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto numeral =
        begins_figure(text, at) && !is_digit(text[at]) ? kanji_at(text, at) : std::nullopt;
    if (numeral) {
      out += std::to_string(numeral->value);
      text[at + numeral->length - 1] = U'0';  // so that a following の finds a figure before it
      at += numeral->length - 1;
    } else {
      append_utf8(out, text[at]);
    }
  }
  return out;
}

}  // namespace mamori::regulation
