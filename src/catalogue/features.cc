#include "catalogue/features.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "catalogue/vocabulary.h"

namespace mamori::catalogue {
namespace {

bool is_hiragana(char32_t c) {
  return c >= U'ぁ' && c <= U'ん';
}

bool is_kanji(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

// Letters, figures, kanji, katakana.
bool is_word(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'ァ' && c <= U'ヺ') ||
         c == U'ー' || c == U'々' || c == U'〇' || is_kanji(c);
}

Gram pair_of(char32_t first, char32_t second) {
  return (static_cast<Gram>(first) << 32U) | second;
}

constexpr double single_share = 0.7;  // of a kanji alone beside a pair
constexpr char32_t alone = 1;         // no character of a text

Gram single(char32_t kanji) {
  return pair_of(kanji, alone);
}

bool is_single(Gram gram) {
  return static_cast<char32_t>(gram) == alone;
}

}  // namespace

std::vector<Gram> grams(std::u32string_view key) {
  std::vector<Gram> found;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (is_office(key[i])) found.push_back(pair_of(key[i], 0));
    if (is_kanji(key[i])) found.push_back(single(key[i]));
    if (i + 1 == key.size()) break;
    const char32_t a = key[i];
    const char32_t b = key[i + 1];
    const bool letters = (is_word(a) || is_hiragana(a)) && (is_word(b) || is_hiragana(b));
    if (letters && (is_word(a) || is_word(b))) found.push_back(pair_of(a, b));
  }
  return found;
}

void Weights::learn(const std::vector<std::u32string>& texts) {
  std::vector<Gram> all;
  for (const auto& text : texts) {
    const auto found = grams(text);
    all.insert(all.end(), found.begin(), found.end());
  }
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  for (const Gram gram : all) ++documents_with_[gram];
  ++documents_;
}

double Weights::of(Gram gram) const {
  const auto found = documents_with_.find(gram);
  const int with = found == documents_with_.end() ? 0 : found->second;
  const double told = std::log((documents_ + 1) / (with + 0.5));
  return is_single(gram) ? single_share * told : told;
}

Vector Weights::vector_of(std::u32string_view key) const {
  std::map<Gram, int> counts;
  for (const Gram gram : grams(key)) ++counts[gram];
  Vector vector;
  vector.reserve(counts.size());
  for (const auto& [gram, count] : counts) {
    vector.emplace_back(gram, (1 + std::log(count)) * of(gram));
  }
  return vector;
}

void Commonness::learn(std::u32string_view key) {
  std::vector<Gram> found = grams(key);
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  for (const Gram gram : found) ++sentences_with_[gram];
  ++sentences_;
}

void Commonness::learn_title(std::u32string_view key) {
  const std::vector<Gram> found = grams(key);
  in_title_.insert(found.begin(), found.end());
}

double Commonness::weight_of(Gram gram) const {
  constexpr double half_share = 0.15;  // of the sentences: what stands in so many counts half
  constexpr double unseen = 8;         // sentences: a short text says little of what is common
  constexpr double title_share = 0.3;  // of the sentences, for what stands in the title
  const auto found = sentences_with_.find(gram);
  double share = found == sentences_with_.end() ? 0 : (found->second - 1) / (sentences_ + unseen);
  if (in_title_.contains(gram)) share += title_share;
  return 1 / (1 + share / half_share);
}

double Commonness::weight_of(const Vector& term) const {
  double total = 0;
  for (const auto& [gram, weight] : term) total += weight * weight_of(gram);
  return std::max(total, 1.0);
}

Vector Commonness::discounted(Vector vector) const {
  for (auto& [gram, weight] : vector) weight *= weight_of(gram);
  return vector;
}

double length(const Vector& vector) {
  double squares = 0;
  for (const auto& [gram, weight] : vector) squares += weight * weight;
  return std::sqrt(squares);
}

Vector sum(const Vector& a, const Vector& b, double factor) {
  Vector result;
  result.reserve(a.size() + b.size());
  auto left = a.begin();
  for (const auto& [gram, weight] : b) {
    while (left != a.end() && left->first < gram) result.push_back(*left++);
    const bool both = left != a.end() && left->first == gram;
    result.emplace_back(gram, (both ? left++->second : 0.0) + factor * weight);
  }
  result.insert(result.end(), left, a.end());
  return result;
}

void Index::add(const Vector& vector) {
  const double whole = length(vector);
  for (const auto& [gram, weight] : vector) entries_[gram].emplace_back(size_, weight / whole);
  ++size_;
}

std::vector<double> Index::cosines(const Vector& query) const {
  std::vector<double> result(size_, 0.0);
  const double whole = length(query);
  for (const auto& [gram, weight] : query) {
    const auto entry = entries_.find(gram);
    if (entry == entries_.end()) continue;
    for (const auto& [slot, value] : entry->second) result[slot] += value * weight / whole;
  }
  return result;
}

}  // namespace mamori::catalogue
