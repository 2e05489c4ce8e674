#include "regulation/repairs.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t overlap_max = 40;
constexpr std::size_t shown = 10;  // characters on each side of a seam in a diagnostic

bool is_word_overlap(View words) {
  const bool digits = std::ranges::any_of(words, is_digit);
  if (digits) return words.size() >= 6;
  const bool solid =
      std::ranges::all_of(words, [](char32_t c) { return is_kanji(c) || is_katakana(c); });
  if (solid) return words.size() >= 2;
  const bool kana_only = std::ranges::all_of(words, is_hiragana);
  return words.size() >= (kana_only ? 5U : 4U);
}

bool is_ascii_word(char32_t c) {
  return c < 0x80 && (is_digit(c) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'));
}

std::string seam_message(std::string_view kind) {
  if (kind == "sentence_continued") {
    return "文が終わったあとに続く行を、同じ項の続きとして読みました。";
  }
  if (kind == "line_break_joined") return "文の途中の改行をつなぎました。";
  return "文の途中のページの切れ目をつなぎました。";
}

}  // namespace

std::u32string tail_of(std::string_view text, std::size_t count) {
  auto at = text.size();
  for (; count > 0 && at > 0; --count) {
    --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  }
  return code_points(text.substr(at));
}

bool is_finished(std::string_view text) {
  const std::u32string tail = tail_of(text, 2);
  if (tail.empty()) return true;
  constexpr View stops = U"。．？！?!";
  if (stops.contains(tail.back())) return true;
  return tail.size() == 2 && View(U"」』").contains(tail.back()) && tail.front() == U'。';
}

bool lacks_full_stop(std::string_view text) {
  constexpr std::array<std::string_view, 12> endings{"ない", "する", "きる", "いる",
                                                     "ある", "とる", "れる", "せる",
                                                     "める", "した", "ます", "じる"};
  return std::ranges::any_of(endings, [text](auto ending) { return text.ends_with(ending); });
}

bool continues_paragraph(View text) {
  constexpr std::array<View, 9> openings{U"また、",   U"ただし、", U"ただし書",
                                         U"なお、",   U"この場合", U"さらに、",
                                         U"併せて、", U"その際",   U"その場合"};
  return std::ranges::any_of(openings, [text](View each) { return text.starts_with(each); });
}

bool begins_in_sentence(View text) {
  constexpr std::array<View, 5> phrases{U"とする", U"として", U"という", U"との", U"とともに"};
  if (std::ranges::any_of(phrases, [text](View each) { return text.starts_with(each); }))
    return true;
  return text.size() > 1 && View(U"をにはがのでへもや、。）)").contains(text.front());
}

std::size_t overlap(View before, View after) {
  const auto longest = std::min({before.size(), after.size(), overlap_max});
  for (auto length = longest; length >= 2; --length) {
    const View words = after.substr(0, length);
    if (before.ends_with(words) && is_word_overlap(words)) return length;
  }
  return 0;
}

void join(Node& node, const Line& line, Report& report, std::string_view kind) {
  const std::u32string tail = tail_of(node.text, overlap_max);
  View words = line.text;
  auto repeated = overlap(tail, words);
  if (repeated > 0 && !report.repairs(line.number, "overlap_removed")) repeated = 0;
  const std::string written = utf8(words.substr(0, shown + repeated));
  if (repeated > 0) {
    report.discard(line.number, utf8(words.substr(0, repeated)), "ページの切れ目での重複");
    words.remove_prefix(repeated);
  }
  const std::string before = utf8(View(tail).substr(tail.size() - std::min(shown, tail.size())));
  const bool spaced = !tail.empty() && !words.empty() && repeated == 0 &&
                      is_ascii_word(tail.back()) && is_ascii_word(words.front());
  if (spaced) node.text += ' ';
  if (!words.empty()) node.breaks.push_back({static_cast<int>(node.text.size()), line.number});
  node.text += utf8(words);
  if (kind.empty() && repeated == 0) return;
  report.note(line.number, repeated > 0 ? "overlap_removed" : std::string(kind),
              repeated > 0 ? "ページの切れ目で二度書かれている字を除いて、つなぎました。"
                           : seam_message(kind),
              before + "⏎" + written, before + utf8(words.substr(0, shown)));
}

}  // namespace mamori::regulation
