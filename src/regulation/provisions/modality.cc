#include "regulation/provisions/modality.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

struct Ending {
  View words;
  Modality modality;
};

// How a sentence ends, the special before the general. ものとする and こととする, こと are taken
// off first.
constexpr std::array endings{
    // An amendment says it of a text, not of anybody.
    Ending{U"を改正する", Modality::none},
    Ending{U"ように改正する", Modality::none},
    Ending{U"」に改める", Modality::none},
    Ending{U"ように改める", Modality::none},
    Ending{U"」を削る", Modality::none},
    Ending{U"を加える", Modality::none},
    Ending{U"努めなければならない", Modality::effort},
    Ending{U"努めなくてはならない", Modality::effort},
    Ending{U"努めるべきである", Modality::effort},
    Ending{U"努力義務を負う", Modality::effort},
    Ending{U"努めなければなりません", Modality::effort},
    Ending{U"努めねばならない", Modality::effort},
    Ending{U"努める", Modality::effort},
    Ending{U"つとめる", Modality::effort},
    Ending{U"努力する", Modality::effort},
    Ending{U"努力しなければならない", Modality::effort},
    Ending{U"心掛ける", Modality::effort},
    Ending{U"心がける", Modality::effort},
    Ending{U"心掛けなければならない", Modality::effort},
    Ending{U"望ましい", Modality::effort},
    Ending{U"推奨する", Modality::effort},
    Ending{U"推奨される", Modality::effort},
    Ending{U"なくてはならない", Modality::obligation},
    Ending{U"なくてはなりません", Modality::obligation},
    Ending{U"なくてはいけない", Modality::obligation},
    Ending{U"てはならない", Modality::prohibition},
    Ending{U"ではならない", Modality::prohibition},
    Ending{U"てはなりません", Modality::prohibition},
    Ending{U"ではなりません", Modality::prohibition},
    Ending{U"てはいけない", Modality::prohibition},
    Ending{U"ではいけない", Modality::prohibition},
    Ending{U"てはいけません", Modality::prohibition},
    Ending{U"禁止する", Modality::prohibition},
    Ending{U"禁止します", Modality::prohibition},
    Ending{U"禁止される", Modality::prohibition},
    Ending{U"禁止とする", Modality::prohibition},
    Ending{U"禁ずる", Modality::prohibition},
    Ending{U"禁じる", Modality::prohibition},
    Ending{U"禁ず", Modality::prohibition},
    Ending{U"べからず", Modality::prohibition},
    Ending{U"べきでない", Modality::prohibition},
    Ending{U"べきではない", Modality::prohibition},
    Ending{U"できない", Modality::prohibition},
    Ending{U"出来ない", Modality::prohibition},
    Ending{U"できません", Modality::prohibition},
    Ending{U"を認めない", Modality::prohibition},
    Ending{U"は認めない", Modality::prohibition},
    Ending{U"認められない", Modality::prohibition},
    Ending{U"許されない", Modality::prohibition},
    Ending{U"許さない", Modality::prohibition},
    Ending{U"許可しない", Modality::prohibition},
    Ending{U"厳禁とする", Modality::prohibition},
    Ending{U"厳禁である", Modality::prohibition},
    Ending{U"厳に慎む", Modality::prohibition},
    Ending{U"不可とする", Modality::prohibition},
    Ending{U"不可である", Modality::prohibition},
    Ending{U"ないでください", Modality::prohibition},
    Ending{U"なければならない", Modality::obligation},
    Ending{U"なければならず", Modality::obligation},
    Ending{U"ねばならない", Modality::obligation},
    Ending{U"なければなりません", Modality::obligation},
    Ending{U"なければいけない", Modality::obligation},
    Ending{U"なければいけません", Modality::obligation},
    Ending{U"ください", Modality::obligation},
    Ending{U"下さい", Modality::obligation},
    Ending{U"義務を負う", Modality::obligation},
    Ending{U"義務を有する", Modality::obligation},
    Ending{U"義務がある", Modality::obligation},
    Ending{U"義務とする", Modality::obligation},
    Ending{U"義務付ける", Modality::obligation},
    Ending{U"義務づける", Modality::obligation},
    Ending{U"責務を負う", Modality::obligation},
    Ending{U"責務を有する", Modality::obligation},
    Ending{U"責務がある", Modality::obligation},
    Ending{U"責務とする", Modality::obligation},
    Ending{U"必要がある", Modality::obligation},
    Ending{U"必要があります", Modality::obligation},
    Ending{U"べきである", Modality::obligation},
    Ending{U"べきものである", Modality::obligation},
    Ending{U"べし", Modality::obligation},
    Ending{U"ねばなりません", Modality::obligation},
    Ending{U"必要である", Modality::obligation},
    Ending{U"必要です", Modality::obligation},
    Ending{U"必須である", Modality::obligation},
    Ending{U"必須とする", Modality::obligation},
    Ending{U"求められる", Modality::obligation},
    Ending{U"義務付けられる", Modality::obligation},
    Ending{U"義務付けられている", Modality::obligation},
    Ending{U"を要する", Modality::obligation},
    Ending{U"を必要とする", Modality::obligation},
    Ending{U"ことができる", Modality::power},
    Ending{U"ことが出来る", Modality::power},
    Ending{U"ことができます", Modality::power},
    Ending{U"できる", Modality::power},
    Ending{U"できます", Modality::power},
    Ending{U"妨げない", Modality::power},
    Ending{U"さまたげない", Modality::power},
    Ending{U"妨げるものではない", Modality::power},
    Ending{U"妨げるものでない", Modality::power},
    Ending{U"差し支えない", Modality::power},
    Ending{U"差支えない", Modality::power},
    Ending{U"てもよい", Modality::power},
    Ending{U"て良い", Modality::power},
    Ending{U"てよい", Modality::power},
    Ending{U"可能とする", Modality::power},
    Ending{U"可とする", Modality::power},
    Ending{U"権限を有する", Modality::declaration},
    Ending{U"をいう", Modality::definition},
    Ending{U"を言う", Modality::definition},
    Ending{U"をいいます", Modality::definition},
    Ending{U"を言います", Modality::definition},
    Ending{U"を指します", Modality::definition},
    Ending{U"を意味します", Modality::definition},
    Ending{U"と呼びます", Modality::definition},
    Ending{U"と称します", Modality::definition},
    Ending{U"と総称します", Modality::definition},
    Ending{U"と定義します", Modality::definition},
    Ending{U"を指す", Modality::definition},
    Ending{U"を意味する", Modality::definition},
    Ending{U"という", Modality::definition},
    Ending{U"といいます", Modality::definition},
    Ending{U"と総称する", Modality::definition},
    Ending{U"と称する", Modality::definition},
    Ending{U"と呼ぶ", Modality::definition},
    Ending{U"と定義する", Modality::definition},
    Ending{U"ます", Modality::commitment},
    Ending{U"ません", Modality::commitment},
    Ending{U"ました", Modality::declaration},
};

// 〜ものとする says again, weaker, what stands before it; alone it is a rule.
constexpr std::array rule_endings{View(U"ものとする"),       View(U"ものとします"),
                                  View(U"こととする"),       View(U"こととします"),
                                  View(U"事とする"),         View(U"ものといたします"),
                                  View(U"ことといたします"), View(U"ものとなる")};

std::optional<Modality> listed(View words) {
  const auto found = std::ranges::find_if(
      endings, [words](const Ending& ending) { return words.ends_with(ending.words); });
  if (found == endings.end()) return std::nullopt;
  return found->modality;
}

// しなければならぬ → しなければならない.
std::u32string modern(View words) {
  std::u32string out(words.substr(words.size() - std::min<std::size_t>(words.size(), 40)));
  if (out.ends_with(U"ならぬ")) out.replace(out.size() - 1, 1, U"ない");
  if (out.ends_with(U"いふ")) out.back() = U'う';
  if (out.ends_with(U"いけぬ")) out.replace(out.size() - 1, 1, U"ない");
  if (out.ends_with(U"つとめなければならない")) out.replace(out.size() - 11, 2, U"努");
  return out;
}

bool ends_in_verb(View words) {
  if (words.size() < 3) return false;
  if (View(U"うくすつぬふむるぐぶ").contains(words.back())) return true;
  if (ends_with_any(words, {U"ない", U"たい", U"です", U"でした", U"とおり", U"通り"})) return true;
  return words.ends_with(U"た") && !ends_with_any(words, {U"また", U"かた"});
}

// 記録を保管。: a verb that lost its する.
bool ends_in_bare_verb(View words, bool full_stop) {
  std::size_t begin = words.size();
  while (begin > 0 && is_kanji(words[begin - 1])) --begin;
  return full_stop && words.size() - begin >= 2 && begin > 0 && words[begin - 1] == U'を';
}

// USBの使用は厳禁。個人情報の持ち出しは禁止。許可が必要。: the verb is left out.
std::optional<Modality> of_noun(View words) {
  constexpr std::array nouns{
      Ending{U"は厳禁", Modality::prohibition}, Ending{U"は禁止", Modality::prohibition},
      Ending{U"を禁止", Modality::prohibition}, Ending{U"は不可", Modality::prohibition},
      Ending{U"が必要", Modality::obligation},  Ending{U"は必須", Modality::obligation},
      Ending{U"が必須", Modality::obligation}};
  const auto found = std::ranges::find_if(
      nouns, [words](const Ending& ending) { return words.ends_with(ending.words); });
  return found == nouns.end() ? std::nullopt : std::optional(found->modality);
}

// …に関すること。その他必要なこと。: a matter, not something to do.
bool is_matter(View before_koto) {
  if (ends_with_any(before_koto, {U"に関する", U"に係る", U"にかかる", U"についての", U"の", U"な",
                                  U"関連する", U"その他の"})) {
    return true;
  }
  return !ends_in_verb(before_koto) && !before_koto.ends_with(U"い");
}

std::optional<View> without_koto(View words) {
  for (View each : {View(U"こと"), View(U"事")}) {
    if (words.ends_with(each)) return words.substr(0, words.size() - each.size());
  }
  return std::nullopt;
}

Modality of_koto(View before) {
  if (is_matter(before)) return Modality::none;
  if (before.ends_with(U"ない")) {
    const auto said = listed(before);
    return said == Modality::obligation ? Modality::obligation : Modality::prohibition;
  }
  const auto said = listed(before);
  const bool keeps = said == Modality::effort || said == Modality::prohibition;
  return keeps ? *said : Modality::obligation;
}

Modality of_rule(View before) {
  const auto said = listed(before);
  const bool keeps = said == Modality::effort || said == Modality::power ||
                     said == Modality::obligation || said == Modality::definition ||
                     (said == Modality::prohibition && !before.ends_with(U"できない"));
  return keeps ? *said : Modality::rule;
}

}  // namespace

View without_ending_marks(View sentence) {
  for (;;) {
    while (!sentence.empty() &&
           (is_blank(sentence.back()) || View(U"。．:：").contains(sentence.back()))) {
      sentence.remove_suffix(1);
    }
    const bool group = !sentence.empty() && (sentence.back() == U')' || sentence.back() == U'）');
    if (!group) return sentence;
    int depth = 0;
    std::size_t open = sentence.size();
    while (open > 0) {
      const char32_t c = sentence[--open];
      if (c == U')' || c == U'）') ++depth;
      if ((c == U'(' || c == U'（') && --depth == 0) break;
    }
    if (depth != 0 || open == 0) return sentence;
    sentence = sentence.substr(0, open);
  }
}

bool ends_in_koto(View sentence) {
  return without_koto(without_ending_marks(sentence)).has_value();
}

bool states_only(View sentence) {
  const View words = without_ending_marks(sentence);
  if (ends_with_any(words, {U"ものとする", U"こととする"})) return false;
  return ends_with_any(
      words, {U"とする", U"による", U"である", U"施行する", U"適用する", U"適用しない", U"準用する",
              U"を含む", U"を除く", U"充てる", U"を置く", U"とおり", U"みなす", U"となる"});
}

Modality modality_of(View sentence) {
  const bool full_stop = sentence.ends_with(U"。");
  const View bare = without_ending_marks(sentence);
  const std::u32string tail = modern(bare);
  const View words = tail;
  if (bare.contains(U"をいい、") && !words.ends_with(U"ならない")) return Modality::definition;
  if (bare.contains(U"中「") &&
      ends_with_any(words, {U"とする", U"に改め", U"を加える", U"を削る"})) {
    return Modality::none;
  }
  for (View rule : rule_endings) {
    if (words.ends_with(rule)) return of_rule(words.substr(0, words.size() - rule.size()));
  }
  if (const auto before = without_koto(words)) return of_koto(*before);
  if (const auto said = listed(words)) return *said;
  if (const auto said = full_stop ? of_noun(words) : std::nullopt) return *said;
  const bool verb = ends_in_verb(words) || ends_in_bare_verb(words, full_stop);
  return verb ? Modality::declaration : Modality::none;
}

}  // namespace mamori::regulation
