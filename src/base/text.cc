#include "base/text.h"

#include <algorithm>
#include <array>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace mamori {
namespace {

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string normalized(std::string_view text, const icu::Normalizer2* form) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString result = form->normalize(from_utf8(text), status);
  return U_SUCCESS(status) ? to_utf8(result) : std::string(text);
}

bool is_dash(char32_t c) {
  return c == U'-' || c == U'~' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x301C ||
         c == 0x30FC;
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t index = 0; index < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, index, size, c);
    if (c < 0) return false;
  }
  return true;
}

bool is_nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  return U_SUCCESS(status) &&
         form->isNormalizedUTF8({text.data(), static_cast<std::int32_t>(text.size())}, status);
}

std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  return normalized(text, icu::Normalizer2::getNFCInstance(status));
}

std::string text_key(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::string folded = normalized(text, icu::Normalizer2::getNFKCCasefoldInstance(status));
  std::string key;
  key.reserve(folded.size());
  bool after_kana = false;
  for (char32_t c : code_points(folded)) {
    if (is_blank(c)) continue;
    const bool long_vowel = c == 0x30FC && after_kana;  // サーバー keeps its mark, 1ー2 loses it
    append_utf8(key, is_dash(c) && !long_vowel ? U'-' : c);
    after_kana = (c >= 0x3041 && c <= 0x30FF);
  }
  return key;
}

std::u32string code_points(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  std::u32string out;
  out.resize_and_overwrite(text.size(), [&](char32_t* to, std::size_t) {
    char32_t* const begin = to;
    for (std::int32_t index = 0; index < size;) {
      UChar32 c = 0;
      U8_NEXT(bytes, index, size, c);
      *to++ = c < 0 ? char32_t{0xFFFD} : static_cast<char32_t>(c);
    }
    return to - begin;
  });
  return out;
}

void append_utf8(std::string& out, char32_t code_point) {
  if (code_point < 0x80) return out.push_back(static_cast<char>(code_point));
  std::array<std::uint8_t, 4> bytes{};
  std::int32_t length = 0;
  UBool error = false;
  U8_APPEND(bytes.data(), length, 4, static_cast<UChar32>(code_point), error);
  if (error) return append_utf8(out, 0xFFFD);
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

std::string utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (char32_t c : text) append_utf8(out, c);
  return out;
}

bool is_blank(char32_t c) {
  if (c > 0x3000) return c == 0xFEFF;  // most of a Japanese text
  return c == 0x200B || u_isUWhiteSpace(static_cast<UChar32>(c));
}

std::size_t count_non_blank(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(code_points(text), [](char32_t c) { return !is_blank(c); }));
}

std::string trimmed(std::string_view text) {
  const std::u32string points = code_points(text);
  const auto begin = std::ranges::find_if_not(points, is_blank);
  const auto end = std::find_if_not(points.rbegin(), points.rend(), is_blank).base();
  return begin < end ? utf8(std::u32string_view(&*begin, static_cast<std::size_t>(end - begin)))
                     : std::string{};
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  bool within = false;
  for (const char32_t c : code_points(text)) {
    const bool blank = is_blank(c);
    if (!blank && !within) words.emplace_back();
    if (!blank) append_utf8(words.back(), c);
    within = !blank;
  }
  return words;
}

std::u32string_view trimmed(std::u32string_view code_points) {
  while (!code_points.empty() && is_blank(code_points.front())) code_points.remove_prefix(1);
  while (!code_points.empty() && is_blank(code_points.back())) code_points.remove_suffix(1);
  return code_points;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += between;
    all += text;
  }
  return all;
}

std::size_t length_in_characters(std::string_view text) {
  return code_points(text).size();
}

}  // namespace mamori
