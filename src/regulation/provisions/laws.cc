#include "regulation/provisions/laws.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/numerals.h"
#include "regulation/provisions/definitions.h"

namespace mamori::regulation {
namespace {

constexpr std::array kinds{View(U"法律"), View(U"法"),       View(U"条例"),         View(U"施行令"),
                           View(U"政令"), View(U"省令"),     View(U"規則"),         View(U"規程"),
                           View(U"要綱"), View(U"要領"),     View(U"訓令"),         View(U"規約"),
                           View(U"告示"), View(U"指針"),     View(U"ガイドライン"), View(U"方針"),
                           View(U"基準"), View(U"ポリシー"), View(U"手順書")};

// Names that are common nouns unless a number or the name of a body tells which one is meant.
bool is_policy(View kind) {
  return kind == U"方針" || kind == U"基準" || kind == U"ポリシー" || kind == U"手順書";
}

// みもり市情報セキュリティ基本方針
bool names_body_first(View name) {
  const auto body = name.find_first_of(U"市町村県");
  return body != View::npos && body >= 1 && body <= 8 && body + 4 < name.size() &&
         name.substr(body + 1).find_first_of(U"民内外長役") != 0;
}

// Ends like 法 and is none.
constexpr std::array no_laws{
    View(U"方法"), View(U"手法"), View(U"技法"), View(U"用法"), View(U"文法"), View(U"寸法"),
    View(U"司法"), View(U"立法"), View(U"療法"), View(U"作法"), View(U"不法"), View(U"違法"),
    View(U"適法"), View(U"合法"), View(U"製法"), View(U"工法"), View(U"無法"), View(U"各法")};

bool begins_with_article(View rest) {
  return rest.starts_with(U"第") && rest.substr(0, 8).contains(U'条');
}

// （平成15年法律第57号。以下「法」という。） → 平成15年法律第57号
std::string number_in(View bracket) {
  const auto mark = bracket.find(U'号');
  const bool numbered = mark != View::npos && bracket.substr(0, mark).contains(U'第') &&
                        (bracket.substr(0, mark).contains(U'年') || mark < 14);
  if (!numbered || bracket.substr(0, mark).contains(U"以下")) return {};
  std::u32string number;
  for (const char32_t c : bracket.substr(1, mark)) {
    if (!is_blank(c)) number.push_back(c);
  }
  return utf8(number);
}

// みもり市行政組織規則: the name of the town in kana, at the beginning of its clause.
std::size_t with_kana_town(const Words& words, std::size_t begin) {
  const View text = words.view();
  if (begin >= text.size() || !View(U"市町村").contains(text[begin])) return begin;
  std::size_t town = begin;
  while (town > 0 && is_hiragana(text[town - 1])) --town;
  const bool border =
      town == 0 || is_blank(text[town - 1]) || View(U"、。（(「").contains(text[town - 1]);
  const bool particle = town < begin && (View(U"にをはがのとで").contains(text[town]) ||
                                         View(U"にをはがのとで").contains(text[begin - 1]));
  return border && begin - town >= 2 && !particle ? town : begin;
}

// Where a name that ends at `end` begins: …に関する法律 reaches back over の and を.
std::size_t name_begin(const Words& words, std::size_t end) {
  const View text = words.view();
  std::size_t begin = noun_begin(words, end);
  const bool wide = ends_with_any(text.substr(0, begin), {U"に関する", U"等の", U"のための"});
  if (!wide) return with_kana_town(words, begin);
  for (std::size_t at = begin; at > 0; --at) {
    const View before = text.substr(0, at);
    const bool border = !words.outside(at - 1) || View(U"、。，・は").contains(before.back()) ||
                        ends_with_any(before, {U"及び", U"並びに", U"又は", U"若しくは",
                                               U"に基づき", U"その他", U"により", U"に規定する"});
    if (border) return skip_blanks(text, at);
  }
  return 0;
}

// 条例及び, 第3条及び, ）又は: what stands before a conjunction is cited by itself.
bool ends_citation(View text) {
  return ends_with_any(text, {U"条", U"項", U"号", U")", U"）"}) ||
         std::ranges::any_of(kinds, [text](View kind) { return text.ends_with(kind); });
}

// A name has の, を and に関する in it, but no subject and no に of a verb.
bool may_be_name(View text) {
  if (text.find_first_of(U"がで") != View::npos) return false;
  for (auto at = text.find(U'は'); at != View::npos; at = text.find(U'は', at + 1)) {
    if (at == 0 || !View(U"又く").contains(text[at - 1])) return false;
  }
  for (auto at = text.find(U'に'); at != View::npos; at = text.find(U'に', at + 1)) {
    if (!starts_with_any(text.substr(at + 1), {U"関", U"係", U"お", U"対", U"つい"})) return false;
  }
  return true;
}

// みもり市情報公開及び個人情報保護に関する条例: where the name of the body stands, over a
// conjunction or の inside the name; `begin` when none is named there.
std::size_t with_body(const Words& words, std::size_t begin, std::size_t end) {
  const View text = words.view();
  constexpr std::array joiners{View(U"及び"), View(U"並びに"), View(U"又は"), View(U"若しくは"),
                               View(U"と")};
  std::size_t from = begin;
  while (from > 0 && words.outside(from - 1) && !View(U"、。，・「」").contains(text[from - 1])) {
    const bool topic =
        text[from - 1] == U'は' && !ends_with_any(text.substr(0, from), {U"又は", U"若しくは"});
    const View before = text.substr(0, from);
    const bool listed = std::ranges::any_of(joiners, [before](View joiner) {
      return before.ends_with(joiner) &&
             ends_citation(before.substr(0, before.size() - joiner.size()));
    });
    const bool verb = ends_with_any(before, {U"に基づき", U"その他", U"により", U"に規定する"});
    if (topic || listed || verb) break;
    --from;
  }
  const View name = words.view(from, end);
  const auto body = name.find_first_of(U"市町村県");
  const bool belongs = body != View::npos && body + 1 < name.size() &&
                       View(U"のとやをに及又並若").contains(name[body + 1]);
  return names_body_first(name) && !belongs && may_be_name(name) ? from : begin;
}

// （令和3年4月1日）, （令和3年3月決定）: tells which text is meant where it has no number.
bool is_dated(View bracket) {
  if (bracket.size() < 6 || bracket.contains(U"以下")) return false;
  const View date = bracket.substr(1);
  const bool era = starts_with_any(date, {U"令和", U"平成", U"昭和"}) ||
                   (is_digit(date.front()) && date.substr(4).starts_with(U"年"));
  const auto year = date.find(U'年');
  return era && year != View::npos && date.substr(year).contains(U'月');
}

}  // namespace

std::vector<LawMention> LawBook::read(const Words& words) {
  std::vector<LawMention> mentions;
  const View text = words.view();
  for (std::size_t end = 1; end <= text.size(); ++end) {
    if (!View(U"法律令例則程綱領約示針ン準ー書").contains(text[end - 1])) continue;
    const bool inner = end < text.size() && is_noun_sign(text[end]) && text[end] != U'第' &&
                       !starts_with_any(text.substr(end), {U"上", U"施行", U"附則", U"等", U"及び",
                                                           U"又は", U"並びに", U"若しくは"});
    const bool longer =
        text.substr(end).starts_with(U"律") || text.substr(end).starts_with(U"施行");
    if (inner || longer) continue;
    auto mention = mention_ending_at(words, end);
    if (!mention) continue;
    last_ = mention->law;
    end = std::max(end, mention->end);
    mentions.push_back(std::move(*mention));
  }
  return mentions;
}

std::optional<LawMention> LawBook::mention_ending_at(const Words& words, std::size_t end) {
  const View text = words.view();
  const View rest = text.substr(end);
  const std::size_t noun = noun_begin(words, end);
  const View short_name = words.view(noun, end);
  if (starts_with_any(short_name, {U"同法", U"同条例", U"同規則", U"同規程", U"同令"})) {
    if (last_.name.empty() || short_name.size() > 3) return std::nullopt;
    return LawMention{last_, noun, end};
  }
  const auto known = known_.find(short_name);
  if (known != known_.end() && (short_name.size() > 2 || begins_with_article(rest))) {
    return LawMention{known->second, noun, end};
  }
  const auto kind =
      std::ranges::find_if(kinds, [short_name](View each) { return short_name.ends_with(each); });
  if (kind == kinds.end()) return std::nullopt;
  if (std::ranges::any_of(no_laws, [&](View each) { return short_name.ends_with(each); })) {
    return std::nullopt;
  }
  const std::size_t begin = with_body(words, name_begin(words, end), end);
  const View name = words.view(begin, end);
  const std::size_t close = behind_brackets(words, end);
  const View bracket = words.view(end, close);
  const std::string number =
      bracket.contains(U'号')
          ? number_in(bracket.substr(
                bracket.find_first_of(U"(（") == View::npos ? 0 : bracket.find_first_of(U"(（")))
          : std::string{};
  const bool own = starts_with_any(name, {U"この", U"本", U"当該", U"関係", U"当"}) ||
                   text.substr(0, begin).ends_with(U"この");
  if (own) return std::nullopt;
  const bool statute = kind->ends_with(U"法律") || *kind == U"法" || *kind == U"条例";
  const bool by_name = statute && name.size() >= 3;
  const bool of_a_body = name.size() >= 8 && std::ranges::any_of(name, [](char32_t c) {
                           return View(U"市町村県").contains(c);
                         });
  const bool by_body = of_a_body && !name.contains(U'の') && rest.starts_with(U"は、廃止");
  const bool cited = begins_with_article(rest) && name.size() >= 2;
  const bool policy = is_policy(*kind);
  const bool dated = number.empty() && name.size() >= 4 && is_dated(bracket);
  if (policy && number.empty() && !dated && !(of_a_body && names_body_first(name)))
    return std::nullopt;
  if (number.empty() && !by_name && !by_body && !cited && !policy && !dated) {
    return std::nullopt;
  }
  LawMention mention{{utf8(name), number}, begin, number.empty() && !dated ? end : close};
  remember(words, mention, bracket);
  return mention;
}

void LawBook::remember(const Words& words, const LawMention& mention, View bracket) {
  const auto name = code_points(mention.law.name);
  auto [known, fresh] = known_.try_emplace(name, mention.law);
  if (!fresh && known->second.number.empty()) known->second.number = mention.law.number;
  if (!bracket.contains(U"以下")) return;
  for (const ShortName& short_name : short_names_in(words)) {
    const bool inside = short_name.open >= mention.begin &&
                        short_name.open < mention.begin + name.size() + bracket.size();
    if (inside) known_.insert_or_assign(short_name.term, mention.law);
  }
}

}  // namespace mamori::regulation
