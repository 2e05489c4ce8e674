// What alignment compares: Japanese text as weighted pairs of neighbouring characters. Private to
// the room. Everything here is deterministic and holds no state but what it was taught.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace mamori::catalogue {

using Gram = std::uint64_t;  // two neighbouring characters, one kanji alone, or one office
// Sorted by gram, each gram once.
using Vector = std::vector<std::pair<Gram, double>>;

// The grams of a key in order, with repetitions. Pairs of hiragana carry grammar and no meaning;
// they are left out, as is what spans punctuation. A kanji alone finds 消去 where a text says 消す.
std::vector<Gram> grams(std::u32string_view key);

// How much each gram tells: what few controls have weighs more (inverse document frequency).
class Weights {
 public:
  // All texts of one control.
  void learn(const std::vector<std::u32string>& texts);
  double of(Gram gram) const;
  Vector vector_of(std::u32string_view key) const;

 private:
  std::unordered_map<Gram, int> documents_with_;
  int documents_ = 0;
};

double length(const Vector& vector);
// a + factor · b
Vector sum(const Vector& a, const Vector& b, double factor);

// How common each gram is within one document. In a text of one subject every sentence has its
// words, which then tell little.
class Commonness {
 public:
  // The next sentence of the document.
  void learn(std::u32string_view key);
  // What the title says is meant in every sentence.
  void learn_title(std::u32string_view key);
  // 1 for what stands in one sentence, less the more it stands in.
  double weight_of(Gram gram) const;
  // The sum over the grams of a term: how much it means when it occurs.
  double weight_of(const Vector& term) const;
  Vector discounted(Vector vector) const;

 private:
  std::unordered_map<Gram, int> sentences_with_;
  std::unordered_set<Gram> in_title_;
  int sentences_ = 0;
};

// Vectors to be compared with a query all at once.
class Index {
 public:
  void add(const Vector& vector);
  // The cosine (0–1) of the query with each vector, in the order they were added.
  std::vector<double> cosines(const Vector& query) const;
  std::size_t size() const { return size_; }

 private:
  std::unordered_map<Gram, std::vector<std::pair<std::size_t, double>>> entries_;
  std::size_t size_ = 0;
};

}  // namespace mamori::catalogue
