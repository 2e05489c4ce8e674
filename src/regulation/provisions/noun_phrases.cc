#include "regulation/provisions/noun_phrases.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "regulation/numerals.h"
#include "regulation/provisions/definitions.h"

namespace mamori::regulation {
namespace {

struct Joiner {
  View words;
  bool alternative = false;
};

constexpr std::array joiners{Joiner{U"、及び"},
                             Joiner{U"並びに"},
                             Joiner{U"及び"},
                             Joiner{U"および"},
                             Joiner{U"ならびに"},
                             Joiner{U"かつ"},
                             Joiner{U"又は", true},
                             Joiner{U"または", true},
                             Joiner{U"若しくは", true},
                             Joiner{U"もしくは", true},
                             Joiner{U"、"},
                             Joiner{U"，"},
                             Joiner{U"・"},
                             Joiner{U"／"},
                             Joiner{U"/"},
                             Joiner{U"と"},
                             Joiner{U"や"}};

// The joiner that ends at `end`, blanks aside.
const Joiner* joiner_before(View text, std::size_t end) {
  const View before = text.substr(0, end);
  const auto found = std::ranges::find_if(
      joiners, [before](const Joiner& each) { return before.ends_with(each.words); });
  return found == joiners.end() ? nullptr : &*found;
}

std::size_t without_blanks_before(View text, std::size_t end) {
  while (end > 0 && is_blank(text[end - 1])) --end;
  return end;
}

// 者, 長, 員: the noun alone says nobody; what stands before it does.
bool needs_words_before(View noun) {
  return noun == U"者" || noun == U"長" || noun == U"員" || noun == U"職員以外" || noun == U"人" ||
         noun == U"代表者";
}

class Phrases {
 public:
  Phrases(const Words& words, const OfficeBook& offices) : words_(words), offices_(offices) {}

  AgentPhrase before(std::size_t particle) const {
    AgentPhrase phrase;
    const auto last = agent_ending_at(end_before(words_, particle));
    if (!last) return {};
    phrase.end = end_before(words_, particle);
    phrase.agents.push_back(*last);
    if (const auto group = group_name(particle)) {
      extend(phrase);
      phrase.agents = {{*group, phrase.begin, phrase.end}};
      phrase.alternative = false;
      return phrase;
    }
    extend(phrase);
    std::ranges::reverse(phrase.agents);
    return phrase;
  }

 private:
  // The agent whose name (with its 等) ends at `end`.
  std::optional<NamedAgent> agent_ending_at(std::size_t end) const {
    const View text = words_.view();
    std::size_t name_end = end;
    if (text.substr(0, end).ends_with(U"たち")) name_end -= 2;
    if (text.substr(0, end).ends_with(U"ら")) name_end -= 1;
    for (View each : {View(U"一人一人"), View(U"一人ひとり"), View(U"ひとりひとり")}) {
      if (text.substr(0, name_end).ends_with(each)) name_end -= each.size();
    }
    if (name_end > 0 && text[name_end - 1] == U'」') return quoted(name_end);
    std::size_t begin = noun_begin(words_, name_end);
    if (begin == name_end) return std::nullopt;
    View noun = words_.view(begin, name_end);
    const bool plural = noun.ends_with(U"等") && noun.size() > 1;
    const bool kept = plural && offices_.keeps_plural(noun);
    if (plural && !kept) noun = noun.substr(0, noun.size() - 1);
    if (!offices_.is_agent(noun)) return std::nullopt;
    const std::size_t noun_end = begin + noun.size();
    begin = with_dotted(begin);
    if (needs_words_before(noun)) return described(begin, noun_end, end);
    begin = with_kana(begin, noun);
    return NamedAgent{std::u32string(words_.view(begin, noun_end)), begin, end};
  }

  std::optional<NamedAgent> quoted(std::size_t end) const {
    const auto open = words_.view().rfind(U'「', end);
    if (open == View::npos) return std::nullopt;
    const View name = words_.view(open + 1, end - 1);
    if (!offices_.is_agent(name)) return std::nullopt;
    return NamedAgent{std::u32string(name), open, end};
  }

  // 研修・訓練担当者: one title, because 研修 is nobody.
  std::size_t with_dotted(std::size_t begin) const {
    if (begin == 0 || words_.text[begin - 1] != U'・') return begin;
    const std::size_t left = noun_begin(words_, begin - 1);
    const bool joined = offices_.is_agent(words_.view(left, begin - 1));
    return joined || left + 1 >= begin ? begin : with_dotted(left);
  }

  // まちづくり課長, こども園長: the name of a section in kana.
  std::size_t with_kana(std::size_t begin, View noun) const {
    constexpr std::array heads{View(U"課長"), View(U"室長"), View(U"部長"),    View(U"局長"),
                               View(U"園長"), View(U"課"),   View(U"福祉課長")};
    if (std::ranges::find(heads, noun) == heads.end()) return begin;
    std::size_t at = begin;
    while (at > 0 && words_.outside(at - 1) && is_hiragana(words_.text[at - 1]) &&
           !View(U"のはがをにと").contains(words_.text[at - 1])) {
      --at;
    }
    return begin - at >= 3 ? noun_begin(words_, at) : begin;
  }

  // 情報を作成する者, 課等の長: with the words that say who it is.
  NamedAgent described(std::size_t begin, std::size_t name_end, std::size_t end) const {
    const View text = words_.view();
    const bool head = text[begin] == U'長' || text.substr(begin).starts_with(U"代表者");
    if (begin > 0 && text[begin - 1] == U'の' && head) {
      const std::size_t owner = noun_begin(words_, begin - 1);
      if (owner < begin - 1) {
        return {std::u32string(words_.view(owner, name_end)), owner, end};
      }
    }
    const std::size_t from = description_begin(begin, clause_begin(begin));
    return {std::u32string(words_.view(from, name_end)), from, end};
  }

  // Where the description before `begin` begins: behind a joiner that has an agent before it,
  // unless the description itself joins them.
  std::size_t description_begin(std::size_t begin, std::size_t from) const {
    const View text = words_.view();
    for (std::size_t at = begin; at > from; --at) {
      if (!words_.outside(at - 1)) continue;
      const Joiner* joiner = joiner_before(text, at);
      if (!joiner || joiner->words == U"や") continue;
      const std::size_t end = end_before(words_, at - joiner->words.size());
      const View left = words_.view(noun_begin(words_, end), end);
      if (!offices_.is_agent(left)) continue;
      return belongs_to_description(skip_blanks(text, at), begin, left) ? from
                                                                        : skip_blanks(text, at);
    }
    return from;
  }

  // Behind the last 、 outside of brackets, and behind the topic of another clause (…は).
  std::size_t clause_begin(std::size_t at) const {
    const View text = words_.view();
    while (at > 0) {
      const char32_t c = text[at - 1];
      if (words_.outside(at - 1) && (c == U'、' || c == U'。' || c == U'，')) break;
      const bool topic = words_.outside(at - 1) && c == U'は' && at >= 2 &&
                         is_noun_sign(text[at - 2]) && !View(U"又").contains(text[at - 2]);
      if (topic) break;
      --at;
    }
    return skip_blanks(text, at);
  }

  // （以下「職員等」という。） right behind the last: the name of them all.
  std::optional<std::u32string> group_name(std::size_t particle) const {
    const std::size_t end = end_before(words_, particle);
    for (const ShortName& name : short_names_in(words_)) {
      if (name.open < end || name.open >= particle) continue;
      if (!name.unit.empty() && !offices_.is_agent(name.term)) continue;
      return name.term;
    }
    return std::nullopt;
  }

  void extend(AgentPhrase& phrase) const {
    phrase.begin = phrase.agents.back().begin;
    for (;;) {
      const NamedAgent& right = phrase.agents.back();
      const auto joined = joined_before(right);
      if (!joined) return;
      const bool known = std::ranges::any_of(
          phrase.agents, [&](const NamedAgent& each) { return each.begin <= joined->first.begin; });
      if (known) return;
      phrase.alternative = phrase.alternative || joined->second;
      phrase.agents.push_back(joined->first);
      phrase.begin = joined->first.begin;
    }
  }

  using Joined = std::pair<NamedAgent, bool>;

  // The agent joined before `right`, and whether by 又は.
  std::optional<Joined> joined_before(const NamedAgent& right) const {
    const View text = words_.view();
    std::size_t at = without_blanks_before(text, right.begin);
    if (text.substr(0, at).ends_with(U"その")) at = without_blanks_before(text, at - 2);
    if (const Joiner* joiner = joiner_before(text, at)) {
      const auto left = agent_ending_at(end_before(words_, at - joiner->words.size()));
      if (left) return Joined{*left, joiner->alternative};
      return std::nullopt;
    }
    if (at == 0 || text[at - 1] == U'の') return joined_before_owner(right);
    return joined_before_description(right.begin, clause_begin(right.begin));
  }

  // 本組合の職員: the joiner may stand before the owner.
  std::optional<Joined> joined_before_owner(const NamedAgent& right) const {
    const View text = words_.view();
    if (right.begin == 0) return std::nullopt;
    const std::size_t owner = noun_begin(words_, right.begin - 1);
    if (owner + 1 >= right.begin || offices_.is_agent(words_.view(owner, right.begin - 1))) {
      return std::nullopt;
    }
    const Joiner* joiner = joiner_before(text, owner);
    if (!joiner) return std::nullopt;
    const auto left = agent_ending_at(end_before(words_, owner - joiner->words.size()));
    if (!left) return std::nullopt;
    return Joined{*left, joiner->alternative};
  }

  // A及び契約により操作を認められたB: the joiner stands before the description of B, unless what
  // follows the joiner belongs to the description (A及びBが指名した者).
  std::optional<Joined> joined_before_description(std::size_t begin, std::size_t from) const {
    const View text = words_.view();
    for (std::size_t at = begin; at > from; --at) {
      if (!words_.outside(at - 1)) continue;
      const Joiner* joiner = joiner_before(text, at);
      const bool strong = joiner && joiner->words.size() >= 2;
      if (!strong) continue;
      const auto left = agent_ending_at(end_before(words_, at - joiner->words.size()));
      if (!left) continue;
      if (belongs_to_description(skip_blanks(text, at), begin, left->title)) return std::nullopt;
      return Joined{*left, joiner->alternative};
    }
    return joined_before_comma(from);
  }

  // A、又は契約により操作を認められたB
  std::optional<Joined> joined_before_comma(std::size_t from) const {
    const View text = words_.view();
    const auto joiner = std::ranges::find_if(joiners, [&](const Joiner& each) {
      return each.words.size() >= 2 && text.substr(from).starts_with(each.words);
    });
    if (joiner == joiners.end() || from == 0) return std::nullopt;
    const auto left = agent_ending_at(end_before(words_, from - 1));
    if (!left) return std::nullopt;
    return Joined{*left, joiner->alternative};
  }

  bool belongs_to_description(std::size_t at, std::size_t end, View left) const {
    std::size_t noun_end = at;
    while (noun_end < end && is_noun_sign(words_.text[noun_end])) ++noun_end;
    const View noun = words_.view(at, noun_end);
    const View rest = words_.view(noun_end, end);
    if (!offices_.is_agent(noun)) return rest.contains(U"以外の");
    if (offices_.office(noun) == offices_.office(left)) return false;
    return starts_with_any(rest, {U"の", U"が", U"に", U"を", U"から", U"と", U"以外"});
  }

  const Words& words_;
  const OfficeBook& offices_;
};

}  // namespace

AgentPhrase agents_before(const Words& words, std::size_t particle, const OfficeBook& offices) {
  return Phrases(words, offices).before(particle);
}

}  // namespace mamori::regulation
