// What a mark means in its place: which follows which, and which is only a reference or a count.
#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/text.h"
#include "regulation/marker_parts.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

constexpr std::size_t caption_length_max = 60;

int kana_order(const Mark& mark, bool by_iroha) {
  const char32_t c = code_points(mark.number).front();
  return by_iroha ? iroha_value(c) : aiueo_value(c);
}

bool kana_follows(const Mark& last, const Mark& next) {
  const bool aiueo =
      kana_order(last, false) > 0 && kana_order(next, false) == kana_order(last, false) + 1;
  const bool iroha =
      kana_order(last, true) > 0 && kana_order(next, true) == kana_order(last, true) + 1;
  return aiueo || iroha;
}

bool begins_with_any(View text, std::span<const View> openings) {
  return std::ranges::any_of(openings, [text](View each) { return text.starts_with(each); });
}

// Words that begin with a character that counts: 人的な…, 分類, 台帳.
bool begins_noun(View text) {
  constexpr std::array<View, 57> nouns{
      U"人的", U"人員", U"人事",   U"人材", U"回答", U"要員", U"個人", U"個別", U"個々", U"分類",
      U"分担", U"分析", U"分離",   U"分任", U"台帳", U"名簿", U"名称", U"時刻", U"日常", U"日時",
      U"回線", U"回復", U"条件",   U"件名", U"点検", U"円滑", U"年次", U"年間", U"月次", U"要件",
      U"要領", U"要綱", U"要請",   U"階層", U"種別", U"種類", U"名目", U"段取", U"級別", U"度合",
      U"項目", U"割当", U"番号",   U"社会", U"課題", U"文書", U"文字", U"行動", U"行政", U"行為",
      U"本人", U"本市", U"本方針", U"次の", U"次に", U"次条", U"条例"};
  return begins_with_any(text, nouns);
}

// What follows a number that is spoken of: …に定める, …のとおり, …以外
bool goes_on_about(View text) {
  constexpr std::array<View, 6> words{U"、", U"各号", U"まで", U"以外", U"以降", U"又"};
  return begins_with_particle(text) || begins_with_any(text, words);
}

// Titles may begin with a character that looks like a particle: はじめに, とりまとめ.
bool begins_with_kana_word(View text) {
  constexpr std::array<View, 12> words{U"はじめ", U"とりまとめ", U"とりわけ", U"できる",
                                       U"できな", U"にせ",       U"とき",     U"がん",
                                       U"のぞき", U"はがき",     U"でんし",   U"やり"};
  return begins_with_any(text, words);
}

// The bracket that closes what `c` opens, 0 when it opens nothing.
char32_t closing_of(char32_t c) {
  constexpr View openings = U"(（【〔［[＜<〈";
  constexpr View closings = U")）】〕］]＞>〉";
  const auto at = openings.find(c);
  return at == View::npos ? 0 : closings[at];
}

// 平20, 令和元
bool begins_with_era(View text) {
  if (text.contains(U'。') || text.empty() || !View(U"明大昭平令").contains(text.front())) {
    return false;
  }
  auto figure = skip_blanks(text, 1);
  if (figure < text.size() && View(U"治正和成").contains(text[figure])) {
    figure = skip_blanks(text, figure + 1);
  }
  return figure < text.size() && (numeral_at(text, figure) || text[figure] == U'元');
}

bool ends_as_amendment(View text) {
  constexpr std::array<View, 8> endings{U"改正", U"追加", U"繰下", U"繰上",
                                        U"一改", U"全改", U"改",   U"削除"};
  return std::ranges::any_of(endings, [text](View each) { return text.ends_with(each); });
}

// 令四訓令七, 平19訓令2: where a deletion comes from, in short.
bool is_short_source(View text) {
  constexpr std::size_t length_max = 30;
  if (text.size() < 4 || text.size() > length_max) return false;
  const bool era = View(U"明大昭平令").contains(text.front()) && numeral_at(text, 1);
  return era && numeral_at(text, text.size() - 1) &&
         text.find_first_of(U"訓規告条要公") != View::npos && !text.contains(U'年');
}

// 一部改正〔平成26年訓令19号〕
bool is_note_before_source(View text) {
  constexpr std::size_t words_max = 20;
  const auto open = text.substr(0, words_max).find_first_of(U"〔（(［[");
  if (open == View::npos || open == 0 || !ends_as_amendment(text.substr(0, open))) return false;
  if (mark_of(text)) return false;  // 第2条　削除〔令3訓令2〕 is the article itself
  const View source = text.substr(open);
  return enclosure_length(source) == source.size() && begins_with_era(source.substr(1));
}

// 4, 2, 2 of 第4条の2の2; `value` alone without a 枝番.
std::vector<int> figures_of(const Mark& mark, int value) {
  if (mark.branch_of == 0) return {value};
  std::vector<int> figures{0};
  for (const char c : mark.number) {
    if (c >= '0' && c <= '9') {
      figures.back() = figures.back() * 10 + (c - '0');
    } else if (figures.back() != 0) {
      figures.push_back(0);  // の is several bytes
    }
  }
  return figures;
}

bool same_bracket(char32_t a, char32_t b) {
  return a == b || (opens(a) && opens(b)) || (closes(a) && closes(b));
}

}  // namespace

bool begins_with_ordinal(View text) {
  if (!text.starts_with(U"第")) return false;
  const auto figure = skip_blanks(text, 1);
  const auto numeral = numeral_at(text, figure);
  if (!numeral) return false;
  const auto unit = skip_blanks(text, figure + numeral->length);
  return unit < text.size() && View(U"編章節款目条項号").contains(text[unit]);
}

bool is_division(MarkKind kind) {
  return kind >= MarkKind::part && kind <= MarkKind::division;
}

bool begins_with_particle(View text) {
  constexpr std::array<View, 14> particles{U"の",   U"に",       U"を",     U"が",  U"は",
                                           U"と",   U"で",       U"へ",     U"や",  U"及び",
                                           U"又は", U"若しくは", U"並びに", U"から"};
  return begins_with_any(text, particles);
}

bool is_reference(const Mark& mark, View text) {
  if (!mark.tight) return false;
  const View rest = text.substr(mark.rest);
  constexpr std::array<View, 19> continuations{
      U"、", U"。", U"）",   U")",    U"」",   U"各号", U"まで", U"本文", U"ただし書", U"中",
      U"・", U"—",  U"前段", U"後段", U"以下", U"以降", U"関係", U"違反", U"見出し"};
  return begins_with_particle(rest) || begins_with_ordinal(rest) ||
         begins_with_any(rest, continuations);
}

bool is_citation(View text) {
  Mark mark = mark_of(text);
  std::size_t marks = 0;
  while (mark && mark.kind != MarkKind::bullet && marks < 6) {
    ++marks;
    text = text.substr(mark.rest);
    mark = mark_of(text);
    const bool goes_on = mark.kind == MarkKind::paren_number || mark.kind == MarkKind::circled ||
                         mark.kind == MarkKind::paren_kana;
    if (!goes_on) break;
  }
  return marks > 0 && goes_on_about(text) && (marks > 1 || !begins_with_kana_word(text));
}

bool is_counted(const Mark& mark, View text) {
  const bool bare = mark.kind == MarkKind::number && mark.variety == 0;
  if (!mark.tight || !bare) return false;
  const View rest = text.substr(mark.rest);
  if (begins_noun(rest)) return false;
  if (rest.starts_with(U"つ")) return true;
  return View(
             U"名人年月日件回種か箇個段階項条号章時分秒割％%以円倍点枚台度週ヶヵカ級次要，,"
             U"番歳社課文桁字行者本頁")
      .contains(rest.front());
}

bool follows(const Mark& last, const Mark& next) {
  switch (next.kind) {
    case MarkKind::kana:
    case MarkKind::paren_kana:
      return kana_follows(last, next);
    case MarkKind::bullet:
      return true;
    case MarkKind::dotted:
      return next.value == last.value + 1 || next.value == 1;
    default:
      break;
  }
  const std::vector<int> before = figures_of(last, last.value);
  const std::vector<int> after = figures_of(next, next.first == 0 ? next.value : next.first);
  const auto depth = after.size();
  const auto same =
      static_cast<std::size_t>(std::ranges::mismatch(before, after).in2 - after.begin());
  if (same + 1 != depth) return false;
  return same == before.size() ? after.back() == 2 && depth > 1 : after.back() == before[same] + 1;
}

bool starts(const Mark& mark) {
  if (mark.kind == MarkKind::bullet) return true;
  if (mark.kind != MarkKind::kana && mark.kind != MarkKind::paren_kana) return mark.value == 1;
  return kana_order(mark, false) == 1 || kana_order(mark, true) == 1;
}

std::size_t paren_length(View text) {
  if (text.empty() || !opens(text.front())) return 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (opens(text[at])) ++depth;
    if (closes(text[at]) && --depth == 0) return at + 1;
  }
  return 0;
}

std::size_t enclosure_length(View text) {
  const char32_t closing = text.empty() ? 0 : closing_of(text.front());
  if (closing == 0) return 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (same_bracket(text[at], text.front())) ++depth;
    if (same_bracket(text[at], closing) && --depth == 0) return at + 1;
  }
  return 0;
}

bool opens_enclosure(View text) {
  return !text.empty() && closing_of(text.front()) != 0;
}

bool is_caption(View text) {
  if (text.size() < 3 || text.size() > caption_length_max || text.contains(U'。')) return false;
  return enclosure_length(text) == text.size();
}

bool is_amendment_note(View text) {
  if (text.size() < 6) return false;
  const auto group = enclosure_length(text);
  if (group == 0) return is_note_before_source(text);
  if (group != text.size()) return false;
  const View inside = text.substr(1, text.size() - 2);
  return (begins_with_era(inside) && ends_as_amendment(inside)) || is_short_source(inside) ||
         is_note_before_source(inside);
}

std::size_t amendment_note_at_end(View text) {
  if (text.empty() || !View(U")）〕］]】").contains(text.back())) return 0;
  constexpr std::size_t note_length_max = 120;
  const auto from = text.size() - std::min(text.size(), note_length_max);
  for (auto at = text.size() - 1; at-- > from;) {
    if (closing_of(text[at]) != 0 && is_amendment_note(text.substr(at))) return text.size() - at;
  }
  return 0;
}

}  // namespace mamori::regulation
