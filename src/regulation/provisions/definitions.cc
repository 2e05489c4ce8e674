#include "regulation/provisions/definitions.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

constexpr std::size_t term_length_max = 60;

// この章において, 以下この条において: the unit the name holds in.
std::u32string unit_in(View words) {
  for (View unit : {View(U"編"), View(U"章"), View(U"節"), View(U"条"), View(U"項"), View(U"号")}) {
    for (View this_one : {View(U"この"), View(U"本")}) {
      const auto at = words.find(std::u32string(this_one) + std::u32string(unit));
      if (at == View::npos) continue;
      const View rest = words.substr(at + this_one.size() + unit.size());
      if (!rest.starts_with(U"例")) return std::u32string(unit);
    }
  }
  return {};
}

// CSIRT(シーサート) → CSIRT
View without_reading(View name) {
  const auto open = name.find_first_of(U"(（");
  return open == View::npos || open == 0 ? name : name.substr(0, open);
}

// 「X」 in what follows 以下; otherwise 以下Xという。.
std::u32string name_after(View words) {
  const auto open = words.find(U'「');
  const auto says =
      std::min({words.find(U"という"), words.find(U"といふ"), words.find(U"といいます"),
                words.find(U"と総称"), words.find(U"と略"), words.find(U"と呼")});
  if (says == View::npos) return {};
  if (open != View::npos && open < says) {
    const auto close = words.find(U'」', open);
    if (close == View::npos) return {};
    return std::u32string(without_reading(words.substr(open + 1, close - open - 1)));
  }
  View name = words.substr(0, says);
  if (name.starts_with(U"、")) name.remove_prefix(1);
  if (name.starts_with(U"単に")) name.remove_prefix(2);
  return std::u32string(name);
}

bool is_term(View term) {
  return !term.empty() && term.size() <= term_length_max && !term.contains(U'。');
}

// The noun before a bracket: 個人情報（…以下同じ。） → 個人情報.
std::u32string noun_before(const Words& words, std::size_t open) {
  const std::size_t end = end_before(words, open);
  if (end > 0 && words.text[end - 1] == U'」') return {};
  return std::u32string(words.view(noun_begin(words, end), end));
}

void add(std::vector<DefinedTerm>& terms, DefinedTerm term) {
  const bool known =
      std::ranges::find(terms, term.term, &DefinedTerm::term) != terms.end() || !is_term(term.term);
  if (!known) terms.push_back(std::move(term));
}

// （…をいう。以下同じ。）
void add_same_below(const Words& words, std::vector<DefinedTerm>& terms) {
  const View text = words.view();
  for (auto at = text.find(U"同じ"); at != View::npos; at = text.find(U"同じ", at + 1)) {
    const auto below = text.rfind(U"以下", at);
    if (below == View::npos || at - below > 24 || words.outside(at)) continue;
    std::size_t open = at;
    while (open > 0 && words.depth[open - 1] >= words.depth[at]) --open;
    const View says = text.substr(below, at - below);
    if (says.contains(U'。') || says.contains(U'」')) continue;
    add(terms, {noun_before(words, open), unit_in(says)});
  }
}

// 「X」とは、…をいう。 Xとは、…をいう。
void add_explained(const Words& words, std::vector<DefinedTerm>& terms) {
  const View text = words.view();
  if (!text.contains(U"をいう") && !text.contains(U"をいふ") && !text.contains(U"をいい") &&
      !text.contains(U"を指す")) {
    return;
  }
  const View before = text.substr(0, std::min(text.find(U'「'), text.size()));
  const std::u32string unit = before.contains(U"において") ? unit_in(before) : std::u32string{};
  for (auto at = text.find(U"とは"); at != View::npos; at = text.find(U"とは", at + 2)) {
    if (at == 0 || !words.outside(at)) continue;
    if (text[at - 1] != U'」') {
      const std::size_t end = end_before(words, at);
      return add(terms, {std::u32string(words.view(noun_begin(words, end), end)), {}});
    }
    const auto open = text.rfind(U'「', at);
    if (open == View::npos) return;
    add(terms, {std::u32string(text.substr(open + 1, at - open - 2)), unit});
  }
}

// 情報資産　次に掲げるものをいう。 The term may hold a blank after letters: LGWAN 接続系.
void add_listed(const Words& words, std::vector<DefinedTerm>& terms) {
  const View text = words.view();
  std::size_t end = 0;
  const auto next_blank = [&](std::size_t from) {
    while (from < text.size() && (!is_blank(text[from]) || !words.outside(from))) ++from;
    return from;
  };
  end = next_blank(0);
  const bool letters =
      std::ranges::all_of(text.substr(0, end), [](char32_t c) { return c < 0x80 && c != U'('; });
  if (letters && end < text.size()) {
    const auto further = next_blank(skip_blanks(text, end));
    if (further < text.size() && further - end <= 12) end = further;
  }
  if (end == text.size() || end > term_length_max) return;
  View term = text.substr(0, end);
  if (term.size() > 2 && term.front() == U'「' && term.back() == U'」') {
    term = term.substr(1, term.size() - 2);
  }
  if (!term.contains(U'、') && !term.contains(U'。')) add(terms, {std::u32string(term), {}});
}

// （次条において「受託者」という。）
void add_names_for_elsewhere(const Words& words, std::vector<ShortName>& names) {
  const View text = words.view();
  for (auto at = text.find(U"において「"); at != View::npos;
       at = text.find(U"において「", at + 4)) {
    if (words.outside(at)) continue;
    std::size_t open = at;
    while (open > 0 && words.depth[open - 1] >= words.depth[at]) --open;
    const View before = text.substr(open, at - open);
    const auto close = text.find(U'」', at);
    if (before.contains(U"以下") || close == View::npos) continue;
    if (!text.substr(close + 1).starts_with(U"という")) continue;
    const View name = without_reading(text.substr(at + 5, close - at - 5));
    if (is_term(name)) names.push_back({std::u32string(name), open, unit_in(before)});
  }
}

}  // namespace

std::vector<ShortName> short_names_in(const Words& words) {
  std::vector<ShortName> names;
  const View text = words.view();
  for (auto at = text.find(U"以下"); at != View::npos; at = text.find(U"以下", at + 2)) {
    if (words.outside(at)) continue;
    const int depth = words.depth[at];
    std::size_t open = at;
    while (open > 0 && words.depth[open - 1] >= depth) --open;
    std::size_t close = at;
    while (close < text.size() && words.depth[close] >= depth) ++close;
    const View says = text.substr(at + 2, std::min<std::size_t>(close - at - 2, 120));
    std::u32string name = name_after(says);
    if (!is_term(name)) continue;
    const auto quote = std::min(says.find(U'「'), says.size());
    names.push_back({std::move(name), open, unit_in(says.substr(0, quote))});
  }
  add_names_for_elsewhere(words, names);
  return names;
}

std::vector<DefinedTerm> terms_defined_in(const Words& words, bool listed) {
  std::vector<DefinedTerm> terms;
  if (listed) add_listed(words, terms);
  add_explained(words, terms);
  for (ShortName& name : short_names_in(words)) {
    add(terms, {std::move(name.term), std::move(name.unit)});
  }
  add_same_below(words, terms);
  return terms;
}

}  // namespace mamori::regulation
