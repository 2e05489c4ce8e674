#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>
#include <vector>

#include "base/text.h"

namespace mamori {
namespace {

using Byte = unsigned char;

constexpr const char* cp932_converter = "windows-31j";
constexpr const char* euc_converter = "euc-jp-2007";

Byte byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<Byte>(bytes[at]) : Byte{0};
}

bool between(Byte byte, Byte first, Byte last) {
  return byte >= first && byte <= last;
}

// --- decoding one encoding, all or nothing

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

// Stops at what is not in the encoding.
Converter open_converter(const char* name, UErrorCode& status) {
  Converter converter(ucnv_open(name, &status), &ucnv_close);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return converter;
}

std::optional<std::string> convert(std::string_view bytes, const char* converter_name) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter = open_converter(converter_name, status);
  if (U_FAILURE(status)) return std::nullopt;
  std::u16string text(bytes.size() + 1, u'\0');
  const auto length =
      ucnv_toUChars(converter.get(), text.data(), static_cast<std::int32_t>(text.size()),
                    bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  icu::UnicodeString(text.data(), length).toUTF8String(out);
  return out;
}

// How many bytes are read until the first that is not in the encoding.
std::size_t readable_bytes(std::string_view bytes, const char* converter_name) {
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter = open_converter(converter_name, status);
  const char* from = bytes.data();
  std::array<char16_t, 4096> buffer{};
  do {
    if (status == U_BUFFER_OVERFLOW_ERROR) status = U_ZERO_ERROR;
    char16_t* to = buffer.data();
    ucnv_toUnicode(converter.get(), &to, to + buffer.size(), &from, bytes.data() + bytes.size(),
                   nullptr, 1, &status);
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  const auto read = static_cast<std::size_t>(from - bytes.data());
  return U_FAILURE(status) && read > 0 ? read - 1 : read;
}

// The characters that eucJP-ms has at 8F F3 F3 … 8F F4 FE, where ICU's EUC-JP has none.
constexpr std::u16string_view euc_extension =
    u"ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ＇＂㈱№℡炻仼僴凬匇匤﨎咊坙﨏塚增寬峵嵓﨑德悅愠敎昻晥晴朗栁﨓﨔橫櫢"
    u"淸淲瀨凞猪甁皂皞益礰礼神祥福竧靖精綠緖羽荢﨟薰蘒﨡蠇諸譿賴赶﨣﨤逸郞都鄕﨧﨨閒隆﨩霻靍靑飯飼"
    u"館馞髙魲鶴黑";

std::optional<char32_t> euc_extension_at(std::string_view bytes, std::size_t at) {
  const Byte row = byte_at(bytes, at + 1);
  const Byte cell = byte_at(bytes, at + 2);
  if (byte_at(bytes, at) != 0x8F || !between(row, 0xF3, 0xF4) || !between(cell, 0xA1, 0xFE)) {
    return std::nullopt;
  }
  const int index = (row - 0xF3) * 94 + cell - 0xF3;
  if (index < 0) return std::nullopt;
  return euc_extension.at(static_cast<std::size_t>(index));
}

std::size_t euc_length(Byte lead) {
  if (lead == 0x8F) return 3;
  return lead >= 0x80 ? 2 : 1;
}

std::optional<std::string> convert_euc(std::string_view bytes) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < bytes.size(); at += euc_length(byte_at(bytes, at))) {
    const auto extension = euc_extension_at(bytes, at);
    if (!extension) continue;
    const auto before = convert(bytes.substr(begin, at - begin), euc_converter);
    if (!before) return std::nullopt;
    append_utf8(out.append(*before), *extension);
    begin = at + 3;
  }
  const auto rest = convert(bytes.substr(std::min(begin, bytes.size())), euc_converter);
  if (!rest) return std::nullopt;
  return out + *rest;
}

enum class Encoding { utf8, utf16le, utf16be, cp932, euc_jp, iso_2022_jp };

std::string_view name_of(Encoding encoding) {
  constexpr std::array<std::string_view, 6> names{"UTF-8", "UTF-16LE", "UTF-16BE",
                                                  "CP932", "EUC-JP",   "ISO-2022-JP"};
  return names.at(static_cast<std::size_t>(encoding));
}

std::optional<std::string> text_in(std::string_view bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return is_utf8(bytes) ? std::optional(std::string(bytes)) : std::nullopt;
    case Encoding::utf16le:
      return convert(bytes, "UTF-16LE");
    case Encoding::utf16be:
      return convert(bytes, "UTF-16BE");
    case Encoding::cp932:
      return convert(bytes, cp932_converter);
    case Encoding::euc_jp:
      return convert_euc(bytes);
    case Encoding::iso_2022_jp:
      return convert(bytes, "ISO-2022-JP");
  }
  return std::nullopt;
}

std::optional<Decoded> decode(std::string_view bytes, Encoding encoding) {
  auto text = text_in(bytes, encoding);
  if (!text) return std::nullopt;
  return Decoded{*std::move(text), std::string(name_of(encoding))};
}

struct Mark {
  std::string_view bytes;
  Encoding encoding;
};

// The byte order mark at the beginning.
const Mark* mark_of(std::string_view bytes) {
  static constexpr std::array<Mark, 3> marks{{{"\xEF\xBB\xBF", Encoding::utf8},
                                              {"\xFF\xFE", Encoding::utf16le},
                                              {"\xFE\xFF", Encoding::utf16be}}};
  const auto* const found =
      std::ranges::find_if(marks, [&](const Mark& mark) { return bytes.starts_with(mark.bytes); });
  return found == marks.end() ? nullptr : found;
}

// --- telling CP932 and EUC-JP apart

// How much a piece of text speaks for an encoding, for each byte. Rare characters next to each
// other are what text looks like in the wrong one.
namespace weight {
constexpr double kana = 2;            // with full-width punctuation, figures and letters
constexpr double common_kanji = 1.5;  // JIS level 1
constexpr double extension = 1;       // ① ㈱ Ⅰ 髙
constexpr double narrow_kana = 0.8;
constexpr double voicing = 4;       // ﾞ after ｶ: hardly ever by chance
constexpr double rare_kanji = 0.1;  // JIS level 2
constexpr double misplaced = -3;    // a voicing mark after nothing to voice; private characters
}  // namespace weight

// ﾞ after ｳ ｶ–ﾄ ﾊ–ﾎ, ﾟ after ﾊ–ﾎ.
double narrow_kana_weight(Byte byte, Byte before) {
  if (byte != 0xDE && byte != 0xDF) return weight::narrow_kana;
  const bool h_row = between(before, 0xCA, 0xCE);
  const bool voiced = h_row || between(before, 0xB6, 0xC4) || before == 0xB3;
  return (byte == 0xDE ? voiced : h_row) ? weight::voicing : weight::misplaced;
}

double cp932_pair_weight(Byte lead, Byte trail) {
  if (lead == 0x81 || lead == 0x82) return weight::kana;
  if (lead == 0x83) return trail <= 0x96 ? weight::kana : 0;
  if (lead == 0x87 || between(lead, 0xED, 0xEE) || lead >= 0xFA) return weight::extension;
  if (between(lead, 0x88, 0x97) || (lead == 0x98 && trail <= 0x72)) return weight::common_kanji;
  if (between(lead, 0xF0, 0xF9)) return weight::misplaced;
  return lead == 0x84 ? 0 : weight::rare_kanji;
}

double cp932_likelihood(std::string_view bytes) {
  double sum = 0;
  Byte before = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const Byte lead = byte_at(bytes, at);
    const bool pair = between(lead, 0x81, 0x9F) || lead >= 0xE0;
    if (pair) sum += 2 * cp932_pair_weight(lead, byte_at(bytes, at + 1));
    if (between(lead, 0xA1, 0xDF)) sum += narrow_kana_weight(lead, before);
    before = pair ? Byte{0} : lead;
    at += pair ? 2 : 1;
  }
  return sum;
}

double euc_weight(Byte lead) {
  if (lead == 0xA1 || between(lead, 0xA3, 0xA5)) return weight::kana;
  if (between(lead, 0xB0, 0xCF)) return weight::common_kanji;
  if (lead == 0xAD || lead >= 0xF9) return weight::extension;
  return lead == 0x8F || lead >= 0xD0 ? weight::rare_kanji : 0;
}

double euc_likelihood(std::string_view bytes) {
  double sum = 0;
  bool after_narrow = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const Byte lead = byte_at(bytes, at);
    const auto length = euc_length(lead);
    const bool narrow = lead == 0x8E;  // several in a row; CP932 has 室 写 実 … there
    const double narrow_weight = after_narrow ? 2 * weight::kana : weight::narrow_kana;
    if (length > 1)
      sum += static_cast<double>(length) * (narrow ? narrow_weight : euc_weight(lead));
    after_narrow = narrow;
    at += length;
  }
  return sum;
}

std::optional<Decoded> decode_legacy(std::string_view bytes) {
  auto cp932 = decode(bytes, Encoding::cp932);
  auto euc = decode(bytes, Encoding::euc_jp);
  if (!euc) return cp932;
  const bool is_euc = !cp932 || euc_likelihood(bytes) > cp932_likelihood(bytes);
  return is_euc ? euc : cp932;
}

// --- broken text

struct Utf8Count {
  std::size_t whole = 0;   // sequences of three or more bytes
  std::size_t broken = 0;  // bytes that belong to none
  std::size_t first_broken_at = 0;
};

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count count;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto size = static_cast<std::int32_t>(bytes.size());
  for (std::int32_t at = 0; at < size;) {
    const auto begin = at;
    UChar32 c = 0;
    U8_NEXT(data, at, size, c);
    if (c < 0 && count.broken++ == 0) count.first_broken_at = static_cast<std::size_t>(begin);
    if (c >= 0x800) ++count.whole;
  }
  return count;
}

// UTF-8 in which a few bytes are damaged would otherwise pass for CP932 full of odd characters.
bool is_broken_utf8(const Utf8Count& count) {
  return count.whole > 0 && count.whole >= 10 * count.broken;
}

std::unexpected<Error> unknown_encoding(std::string_view bytes, std::size_t readable) {
  const auto line = 1 + std::ranges::count(bytes.substr(0, readable), '\n');
  return fail(Fault::invalid, "encoding_unknown",
              std::to_string(line) +
                  "行目に、文字として読めないところがあります（文字コードが分からないか、"
                  "ファイルが壊れています）。",
              "元のファイルを開き、文字コードをUTF-8にして保存し直してください。");
}

bool has_escapes(std::string_view bytes) {
  const bool escaped = bytes.contains("\x1B$") || bytes.contains("\x1B(");
  return escaped &&
         std::ranges::none_of(bytes, [](char c) { return static_cast<Byte>(c) >= 0x80; });
}

}  // namespace

Result<Decoded> decode_japanese(std::string_view bytes) {
  if (const Mark* mark = mark_of(bytes)) {
    const std::string_view rest = bytes.substr(mark->bytes.size());
    if (auto decoded = decode(rest, mark->encoding)) return *std::move(decoded);
    const bool utf8 = mark->encoding == Encoding::utf8;
    return unknown_encoding(rest, utf8 ? count_utf8(rest).first_broken_at : 0);
  }
  if (has_escapes(bytes)) {
    if (auto decoded = decode(bytes, Encoding::iso_2022_jp)) return *std::move(decoded);
  }
  if (auto decoded = decode(bytes, Encoding::utf8)) return *std::move(decoded);
  const Utf8Count utf8 = count_utf8(bytes);
  if (is_broken_utf8(utf8)) return unknown_encoding(bytes, utf8.first_broken_at);
  if (auto decoded = decode_legacy(bytes)) return *std::move(decoded);
  return unknown_encoding(bytes, std::max(readable_bytes(bytes, cp932_converter),
                                          readable_bytes(bytes, euc_converter)));
}

std::optional<Decoded> decode_as(std::string_view bytes, std::string_view charset) {
  struct Name {
    std::string_view name;
    Encoding encoding;
  };
  constexpr std::array<Name, 13> names{{{"utf-8", Encoding::utf8},
                                        {"utf8", Encoding::utf8},
                                        {"shift_jis", Encoding::cp932},
                                        {"shift-jis", Encoding::cp932},
                                        {"sjis", Encoding::cp932},
                                        {"x-sjis", Encoding::cp932},
                                        {"ms_kanji", Encoding::cp932},
                                        {"windows-31j", Encoding::cp932},
                                        {"cp932", Encoding::cp932},
                                        {"euc-jp", Encoding::euc_jp},
                                        {"x-euc-jp", Encoding::euc_jp},
                                        {"x-euc", Encoding::euc_jp},
                                        {"iso-2022-jp", Encoding::iso_2022_jp}}};
  const std::string key = trimmed(charset);
  const auto* const found = std::ranges::find_if(names, [&](const Name& each) {
    return std::ranges::equal(each.name, key, {}, {}, [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  });
  return found == names.end() ? std::nullopt : decode(bytes, found->encoding);
}

}  // namespace mamori
