#include "regulation/provisions/offices.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "regulation/provisions/definitions.h"
#include "regulation/provisions/office_titles.h"

namespace mamori::regulation {
namespace {

// 本市職員, 組合職員 → 職員: the body before the office adds nothing.
View without_body(View noun) {
  for (View body :
       {View(U"本市"), View(U"本町"), View(U"本村"), View(U"本組合"), View(U"当組合"),
        View(U"本連合"), View(U"本県"), View(U"組合"), View(U"市"), View(U"町"), View(U"村")}) {
    const bool staff = noun.starts_with(body) && noun.substr(body.size()) == U"職員";
    if (staff) return noun.substr(body.size());
  }
  return noun;
}

// Every sign of `part` comes in `whole` in that order.
bool is_abbreviation(View part, View whole) {
  std::size_t at = 0;
  for (const char32_t c : whole) {
    if (at < part.size() && part[at] == c) ++at;
  }
  return at == part.size();
}

}  // namespace

OfficeBook::OfficeBook(const Document& document) {
  traverse(document, [this](const Node& node, int) {
    if (node.text.empty()) return;
    const Words words(code_points(node.text));
    collect_defined(words, code_points(node.caption));
    collect(words);
  });
  find_variants();
}

void OfficeBook::collect(const Words& words) {
  for (const ShortName& name : short_names_in(words)) {
    std::size_t end = end_before(words, name.open);
    if (end > 0 && words.text[end - 1] == U'」') --end;
    const View noun = words.view(noun_begin(words, end), end);
    if (names_one(name.term, noun) && is_agent(noun)) {
      short_names_.emplace(noun, name.term);
      const auto kind = kind_of_title(noun);
      kinds_.emplace(name.term, kind.empty() ? kind_of_title(name.term) : kind);
    } else if (is_agent(name.term)) {
      kinds_.emplace(name.term, kind_of_title(name.term));
    }
  }
  collect_instituted(words);
  for (std::size_t at = 0; at < words.text.size();) {
    std::size_t end = at;
    while (end < words.text.size() && is_noun_sign(words.text[end])) ++end;
    if (end > at && is_agent(words.view(at, end))) seen_.emplace(words.view(at, end));
    collect_room(words, at, end);
    at = end + 1;
  }
}

// 情報管理室長, 庶務は、情報管理室において処理する: the room is an office, unlike サーバ室.
void OfficeBook::collect_room(const Words& words, std::size_t begin, std::size_t end) {
  View noun = words.view(begin, end);
  const bool headed = noun.ends_with(U"室長");
  if (headed) noun.remove_suffix(1);
  const bool keeps = words.view(0, begin).ends_with(U"庶務は、") &&
                     words.view().substr(end).starts_with(U"において");
  if (noun.size() > 2 && noun.ends_with(U"室") && (headed || keeps)) instituted_.emplace(noun);
}

// 議員等　議員及び議会の職員をいう。 「オペレータ」とは、端末を操作する者をいう。
void OfficeBook::collect_defined(const Words& words, View caption) {
  const View text = words.view();
  const auto says = text.find(U"をいう");
  if (says == View::npos || says == 0 || !words.outside(says)) return;
  const std::size_t end = end_before(words, says);
  const View noun = words.view(noun_begin(words, end), end);
  const bool unit = ends_with_any(noun, {U"組織", U"体制"});  // 推進体　推進を行う組織をいう。
  if ((!is_agent(noun) && !unit) || is_body_noun(noun)) return;
  auto terms = terms_defined_in(words, caption.empty());
  if (!caption.empty() && terms.empty()) terms.push_back({std::u32string(caption), {}});
  if (terms.empty()) return;
  const View term = terms.front().term;
  const auto kind = kind_of_title(term);
  kinds_.emplace(term, kind.empty() ? kind_of_title(noun) : kind);
}

// …に「情報化推進チーフ」を置く。
void OfficeBook::collect_instituted(const Words& words) {
  const View text = words.view();
  for (View verb : {View(U"を置く"), View(U"を置き"), View(U"を置かなければならない")}) {
    const auto at = text.find(verb);
    if (at == View::npos || at == 0) continue;
    std::size_t end = end_before(words, at);
    if (text[at - 1] == U'」') {
      const auto open = text.rfind(U'「', at);
      if (open != View::npos) instituted_.emplace(text.substr(open + 1, at - open - 2));
      continue;
    }
    const View noun = words.view(noun_begin(words, end), end);
    if (noun.size() >= 2) instituted_.emplace(noun);
  }
}

// システム管理者, 統括セキュリティ責任者: a title the text also gives with 情報 or 外部.
void OfficeBook::find_variants() {
  for (const std::u32string& title : seen_) {
    for (View word : {View(U"情報"), View(U"外部")}) {
      const auto at = title.find(word);
      if (at == View::npos) continue;
      std::u32string shorter = title;
      shorter.erase(at, word.size());
      const bool variant = seen_.contains(shorter) && !kinds_.contains(shorter) &&
                           !instituted_.contains(shorter) && shorter.size() >= 5;
      if (variant) variants_.emplace(shorter, title);
    }
  }
  if (seen_.contains(U"CIS0") && seen_.contains(U"CISO")) variants_.emplace(U"CIS0", U"CISO");
}

bool OfficeBook::is_agent(View noun) const {
  return is_agent_noun(noun) || instituted_.contains(noun) || kinds_.contains(noun);
}

View OfficeBook::proper(View noun) const {
  const auto found = variants_.find(noun);
  return found == variants_.end() ? View{} : View(found->second);
}

Holder OfficeBook::office(View noun) const {
  View title = noun;
  if (!kinds_.contains(title)) title = without_body(without_quantifier(title));
  const auto variant = variants_.find(title);
  if (variant != variants_.end()) title = variant->second;
  const auto short_name = short_names_.find(title);
  if (short_name != short_names_.end()) title = short_name->second;
  const auto kind = kinds_.find(title);
  const bool told = kind != kinds_.end() && !kind->second.empty();
  return {utf8(title), told ? kind->second : std::string(kind_of_title(title))};
}

bool OfficeBook::keeps_plural(View noun) const {
  if (kinds_.contains(noun) || noun.ends_with(U"職員等")) return true;
  return seen_.contains(noun) && !seen_.contains(noun.substr(0, noun.size() - 1));
}

bool OfficeBook::names_one(View term, View noun) {
  if (noun.empty()) return false;
  const bool letters = std::ranges::all_of(term, [](char32_t c) { return c < 0x80; });
  return letters || is_abbreviation(term, noun);
}

}  // namespace mamori::regulation
