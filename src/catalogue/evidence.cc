#include "catalogue/evidence.h"

#include <algorithm>

#include "catalogue/vocabulary.h"

namespace mamori::catalogue {
namespace {

constexpr double lead_share = 0.40;        // of the 柱書 in the text of its 号
constexpr double list_share = 0.80;        // of the 号 in the text of their 柱書
constexpr double title_share = 0.10;       // of the title above in the caption
constexpr double terms_saturation = 23.0;  // weight of terms found at which they count half
constexpr double whole_title_share = 1.5;  // of title and terms beside the wordings

double holder_agreement(const std::vector<std::string>& holders, const std::string& holder) {
  if (holders.empty()) return 0;
  return std::ranges::find(holders, holder) != holders.end() ? 1.0 : -0.5;
}

// 「しない」「禁止する」: what is said is what shall not be done.
bool forbids(std::string_view wording) {
  return wording.ends_with("ない。") || wording.ends_with("禁じる。") ||
         wording.ends_with("禁止する。");
}

// 「情報セキュリティ管理者」「推進員」: whoever it is, the paragraphs below are about many things.
bool names_office(std::u32string_view caption) {
  constexpr std::u32string_view last = U"者員長課室";
  return !caption.empty() &&
         (is_office(caption.back()) || last.find(caption.back()) != std::u32string_view::npos);
}

// How the first sentence ends, where Japanese says what is to be done: 「許可を受け」「記録し」.
std::u32string_view act_of(std::u32string_view key) {
  constexpr std::size_t act_length = 9;
  key = key.substr(0, key.find(U'。'));
  return key.substr(key.size() - std::min(key.size(), act_length));
}

// What a term is looked up by: its first two characters, or its only one.
Gram first_pair(std::u32string_view key) {
  return (static_cast<Gram>(key[0]) << 32U) | (key.size() > 1 ? key[1] : 0);
}

}  // namespace

Comparer::Comparer(const Catalogue& catalogue) : catalogue_(catalogue) {
  for (const Control& control : catalogue.controls()) learn_weights(control);
  learn_weights(catalogue.nothing());
  learn_guideline();
  for (const Control& control : catalogue.controls()) learn_control(control);
  learn_control(catalogue.nothing());
}

void Comparer::learn_weights(const Control& control) {
  const Vocabulary& vocabulary = catalogue_.vocabulary();
  std::vector<std::u32string> keys{vocabulary.key(control.title.ja)};
  for (const auto& wording : control.wording) keys.push_back(text_key_of(wording));
  for (const auto& term : control.terms) keys.push_back(vocabulary.key(term));
  weights_.learn(keys);
}

std::u32string Comparer::text_key_of(const std::string& text) const {
  return without_subject(catalogue_.vocabulary().key(text));
}

void Comparer::learn_guideline() {
  const auto sections = catalogue_.guideline().sections();
  for (std::size_t i = 0; i < sections.size(); ++i) {
    std::vector<std::u32string> names{catalogue_.vocabulary().key(sections[i].title)};
    for (const auto& name : sections[i].also) names.push_back(catalogue_.vocabulary().key(name));
    title_weights_.learn(names);
  }
  for (std::size_t i = 0; i < sections.size(); ++i) {
    std::vector<std::string> names = sections[i].also;
    names.push_back(sections[i].title);
    for (const auto& name : names) {
      titles_.add(title_weights_.vector_of(catalogue_.vocabulary().key(name)));
      title_section_.push_back(i);
    }
  }
}

void Comparer::learn_control(const Control& control) {
  Learned learned{.holder = control.holder, .wording_begin = wordings_.size()};
  Vector all;
  for (const auto& wording : control.wording) {
    const Vector vector = weights_.vector_of(text_key_of(wording));
    wordings_.add(vector);
    acts_.add(weights_.vector_of(act_of(text_key_of(wording))));
    all = sum(all, vector, 1.0);
  }
  learned.wording_end = wordings_.size();
  const auto forbidding = std::ranges::count_if(control.wording, forbids);
  if (forbidding > 0) {
    learned.forbidding =
        static_cast<double>(forbidding) / static_cast<double>(control.wording.size());
  }
  const auto sections = catalogue_.guideline().sections();
  for (const GuidelineSection* section : catalogue_.guideline().path(control.guideline)) {
    learned.sections.push_back(section - sections.data());
  }
  // Title and terms as one text: the stop keeps grams from spanning them.
  std::u32string heading = catalogue_.vocabulary().key(control.title.ja);
  for (const auto& term : learn_terms(control)) heading += U'。' + term;
  wholes_.add(sum(all, weights_.vector_of(heading), whole_title_share));
  learned_.push_back(std::move(learned));
}

std::vector<std::u32string> Comparer::learn_terms(const Control& control) {
  std::vector<std::u32string> keys;
  for (const auto& term : control.terms) {
    std::u32string key = catalogue_.vocabulary().key(term);
    // What is one word to the vocabulary counts once.
    if (key.empty() || std::ranges::find(keys, key) != keys.end()) continue;
    terms_by_pair_[first_pair(key)].push_back(terms_.size());
    terms_.push_back({term, key, weights_.vector_of(key), learned_.size()});
    keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<std::size_t> Comparer::terms_in(std::u32string_view key) const {
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < key.size(); ++at) {
    const std::u32string_view rest = key.substr(at);
    for (std::size_t length = 1; length <= std::min<std::size_t>(rest.size(), 2); ++length) {
      const auto candidates = terms_by_pair_.find(first_pair(rest.substr(0, length)));
      if (candidates == terms_by_pair_.end()) continue;
      for (const std::size_t term : candidates->second) {
        if (rest.starts_with(terms_[term].key)) found.push_back(term);
      }
    }
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

std::vector<double> Comparer::section_scores(const std::vector<std::string>& titles) const {
  std::vector<double> scores(catalogue_.guideline().sections().size(), 0.0);
  for (const std::string& title : titles) {
    const std::vector<double> cosines =
        titles_.cosines(title_weights_.vector_of(catalogue_.vocabulary().key(title)));
    for (std::size_t i = 0; i < cosines.size(); ++i) {
      double& score = scores[title_section_[i]];
      score = std::max(score, cosines[i]);
    }
  }
  return scores;
}

const Comparer::Memory::Titles& Comparer::titles_of(const Unit& unit, Memory& memory) const {
  std::string chain;
  for (const std::string& title : unit.titles) chain += title + '\n';
  const auto [at, fresh] = memory.titles.try_emplace(chain);
  Memory::Titles& titles = at->second;
  if (!fresh) return titles;
  const Vocabulary& vocabulary = catalogue_.vocabulary();
  titles.of_office = names_office(vocabulary.key(unit.caption));
  titles.captions =
      wholes_.cosines(sum(weights_.vector_of(vocabulary.key(unit.caption)),
                          weights_.vector_of(vocabulary.key(unit.title)), title_share));
  const std::vector<double> scores = section_scores(unit.titles);
  for (const Learned& learned : learned_) {
    double above = 0;
    for (std::size_t i = 0; i + 1 < learned.sections.size(); ++i) {
      above += scores[learned.sections[i]];
    }
    const auto levels_above = static_cast<double>(learned.sections.size()) - 1;
    titles.sections.push_back(learned.sections.empty() ? 0 : scores[learned.sections.back()]);
    titles.chapters.push_back(levels_above > 0 ? above / levels_above : 0);
  }
  return titles;
}

const std::vector<double>& Comparer::article_of(const Units& units, const Unit& unit,
                                                Memory& memory) const {
  const auto [at, fresh] = memory.articles.try_emplace(unit.family);
  if (fresh) {
    const auto key = catalogue_.vocabulary().key(units.families[unit.family]);
    at->second = wholes_.cosines(weights_.vector_of(key));
  }
  return at->second;
}

Comparer::Memory Comparer::survey(const Units& units) const {
  Memory memory;
  memory.common.learn_title(catalogue_.vocabulary().key(units.title));
  for (const Unit& unit : units.units) memory.common.learn(text_key_of(unit.text));
  const std::vector<double> scores = section_scores({units.title});
  for (const Learned& learned : learned_) {
    double highest = 0;
    for (const std::size_t place : learned.sections) highest = std::max(highest, scores[place]);
    memory.subjects.push_back(highest);
  }
  return memory;
}

Comparer::Comparison Comparer::compare(const Units& units, const Unit& unit, Memory& memory) const {
  const std::u32string key = text_key_of(unit.text);
  const Vector lead = weights_.vector_of(text_key_of(unit.lead));
  const std::u32string list_key = text_key_of(unit.list);
  const Vector list = weights_.vector_of(list_key);
  const Vector text = memory.common.discounted(
      sum(sum(weights_.vector_of(key), lead, lead_share), list, list_share));
  const std::vector<double> acts = acts_.cosines(weights_.vector_of(act_of(key)));
  const std::vector<double> wordings = wordings_.cosines(text);
  const std::vector<double> wholes = wholes_.cosines(text);
  const Memory::Titles& titles = titles_of(unit, memory);
  const std::vector<double>& articles = article_of(units, unit, memory);
  Comparison comparison{std::vector<Evidence>(learned_.size()), terms_in(key)};
  for (const std::size_t term : comparison.found) {
    comparison.evidence[terms_[term].control][terms] += memory.common.weight_of(terms_[term].grams);
  }
  for (const std::size_t term : terms_in(list_key)) {
    comparison.evidence[terms_[term].control][terms] +=
        list_share * memory.common.weight_of(terms_[term].grams);
  }
  for (std::size_t i = 0; i < learned_.size(); ++i) {
    const Learned& learned = learned_[i];
    Evidence& evidence = comparison.evidence[i];
    for (std::size_t w = learned.wording_begin; w < learned.wording_end; ++w) {
      const double nearer = std::min(wordings[w], evidence[nearest_wording]);
      evidence[second_wording] = std::max(evidence[second_wording], nearer);
      evidence[nearest_wording] = std::max(evidence[nearest_wording], wordings[w]);
      evidence[act] = std::max(evidence[act], acts[w]);
    }
    evidence[whole] = wholes[i];
    evidence[subject] = memory.subjects[i];
    evidence[terms] /= evidence[terms] + terms_saturation;
    evidence[titles.of_office ? office_caption : caption] = titles.captions[i];
    evidence[caption_agrees] = std::min(titles.captions[i], wholes[i]);
    evidence[article] = articles[i];
    evidence[section] = titles.sections[i];
    evidence[chapter] = titles.chapters[i];
    evidence[holder] = holder_agreement(unit.holders, learned.holder);
    evidence[polarity] = unit.forbids ? 2 * learned.forbidding - 1 : -learned.forbidding;
  }
  return comparison;
}

std::vector<std::string> Comparer::terms_found(const Comparison& comparison,
                                               std::size_t control) const {
  std::vector<std::string> found;
  for (const std::size_t term : comparison.found) {
    if (terms_[term].control == control) found.push_back(terms_[term].text);
  }
  return found;
}

}  // namespace mamori::catalogue
