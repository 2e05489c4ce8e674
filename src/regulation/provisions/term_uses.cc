#include "regulation/provisions/term_uses.h"

#include <limits>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "regulation/numerals.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {
namespace {

// One definition while its scope lasts.
struct Active {
  std::size_t provision = 0;
  std::size_t definition = 0;
  int end = 0;  // the first entry behind its scope
};

// The terms in force, sign by sign.
class TermTree {
 public:
  void add(View term, Active active) {
    std::size_t node = 0;
    for (const char32_t c : term) {
      const auto [next, fresh] = nodes_[node].next.try_emplace(c, nodes_.size());
      node = next->second;
      if (fresh) nodes_.emplace_back();
    }
    nodes_[node].active.push_back(active);
    nodes_[node].length = term.size();
  }

  struct Match {
    const Active* active = nullptr;
    std::size_t length = 0;
  };

  // The longest term at `at` that is in force at the entry.
  Match longest(View text, std::size_t at, int entry) {
    Match match;
    std::size_t node = 0;
    for (std::size_t next = at; next < text.size(); ++next) {
      const auto found = nodes_[node].next.find(text[next]);
      if (found == nodes_[node].next.end()) break;
      node = found->second;
      auto& active = nodes_[node].active;
      while (!active.empty() && active.back().end <= entry) active.pop_back();
      if (!active.empty()) match = {&active.back(), nodes_[node].length};
    }
    return match;
  }

 private:
  struct Node {
    std::unordered_map<char32_t, std::size_t> next;
    std::vector<Active> active;  // the last is the nearest
    std::size_t length = 0;
  };
  std::vector<Node> nodes_ = std::vector<Node>(1);
};

// 市 in 市民 and 法 in 方法 are other words; so is CIO in CIOS.
bool stands_alone(View text, std::size_t begin, std::size_t length) {
  const auto sign = [text](std::size_t at) { return at < text.size() ? text[at] : U' '; };
  const char32_t before = begin == 0 ? U' ' : sign(begin - 1);
  const char32_t after = sign(begin + length);
  const auto letter = [](char32_t c) { return c < 0x80 && is_noun_sign(c); };
  if (letter(text[begin]) && letter(before)) return false;
  if (letter(text[begin + length - 1]) && letter(after)) return false;
  if (length > 2) return true;
  const bool law = after == U'第';
  return !is_kanji(before) && (law || !is_kanji(after));
}

// The scope is the nearest unit of that name around the definition; of 条, where there is none, the
// heading of the numbered style.
int scope_of(const DefinedTerm& term, int entry, const PlaceIndex& index) {
  static const std::map<std::u32string_view, NodeKind> kinds{
      {U"編", NodeKind::part},    {U"章", NodeKind::chapter},   {U"節", NodeKind::section},
      {U"条", NodeKind::article}, {U"項", NodeKind::paragraph}, {U"号", NodeKind::item}};
  const auto kind = kinds.find(term.unit);
  return kind == kinds.end() ? PlaceIndex::nowhere : index.enclosing(entry, kind->second);
}

}  // namespace

void find_uses(std::vector<Provision>& provisions, const std::vector<TermSentence>& sentences,
               const PlaceIndex& index) {
  TermTree tree;
  for (std::size_t at = 0; at < provisions.size(); ++at) {
    const TermSentence& sentence = sentences[at];
    const std::u32string text = folded(code_points(provisions[at].text));
    for (std::size_t sign = 0; sign < text.size();) {
      const auto match = tree.longest(text, sign, sentence.entry);
      if (!match.active || !stands_alone(text, sign, match.length)) {
        ++sign;
        continue;
      }
      auto& uses = provisions[match.active->provision].definitions[match.active->definition].uses;
      const Use use{provisions[at].place, provisions[at].line};
      if (uses.empty() || uses.back() != use) uses.push_back(use);
      sign += match.length;
    }
    for (const DefinedTerm& term : sentence.terms) {
      const int scope = scope_of(term, sentence.entry, index);
      const bool whole = scope == PlaceIndex::nowhere;
      tree.add(folded(term.term), {at, provisions[at].definitions.size(),
                                   whole ? std::numeric_limits<int>::max() : index.at(scope).end});
      provisions[at].definitions.push_back(
          {utf8(term.term), whole ? std::string{} : index.at(scope).node->place, {}});
    }
  }
}

}  // namespace mamori::regulation
