#include "catalogue/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "catalogue/office_names.h"

namespace mamori::catalogue {
namespace {

constexpr char32_t first_office = 0xE000;  // private use: one character for each office
constexpr char32_t last_office = 0xE0FF;

struct Replacement {
  std::u32string from;
  std::u32string to;
};

bool is_office(char32_t c) {
  return c >= first_office && c <= last_office;
}

bool is_hiragana(char32_t c) {
  return c >= U'ぁ' && c <= U'ん';
}

// Letters, figures, kanji, katakana.
bool is_word(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'ァ' && c <= U'ヺ') ||
         c == U'ー' || c == U'々' || c == U'〇' || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

std::vector<Replacement> office_replacements() {
  std::vector<Replacement> replacements;
  char32_t character = first_office;
  for (const OfficeName& office : office_names()) {
    const std::u32string to(1, character++);
    if (!office.says_only_who) continue;
    const std::string names = std::string(office.title) + ' ' + std::string(office.spellings);
    for (std::size_t begin = 0; begin < names.size();) {
      const std::size_t end = std::min(names.find(' ', begin), names.size());
      if (end > begin) {
        replacements.push_back({code_points(text_key(names.substr(begin, end - begin))), to});
      }
      begin = end + 1;
    }
  }
  // 情報セキュリティ監査統括責任者 before what is a part of it.
  std::ranges::sort(replacements, std::ranges::greater{},
                    [](const Replacement& r) { return std::pair(r.from.size(), r.from); });
  return replacements;
}

const std::vector<Replacement>& replacements() {
  static const std::vector<Replacement> all = [] {
    std::vector<Replacement> list = office_replacements();
    list.push_back({U"情報セキュリティポリシー", U"ポリシー"});
    list.push_back({U"情報セキュリティ", U""});
    list.push_back({U"しなければならない", U""});
    list.push_back({U"なければならない", U""});
    list.push_back({U"てはならない", U""});
    list.push_back({U"ものとする", U""});
    return list;
  }();
  return all;
}

void replace_all(std::u32string& text, const Replacement& replacement) {
  for (std::size_t at = text.find(replacement.from); at != std::u32string::npos;
       at = text.find(replacement.from, at + replacement.to.size())) {
    text.replace(at, replacement.from.size(), replacement.to);
  }
}

// Where the offices that begin at `at` end, with the words that join them.
std::size_t end_of_offices(std::u32string_view key, std::size_t at) {
  static constexpr std::array<std::u32string_view, 6> joints{U"及び",     U"又は", U"並びに",
                                                             U"若しくは", U"、",   U"と"};
  std::size_t end = at;
  while (end < key.size() && is_office(key[end])) {
    ++end;
    for (const auto joint : joints) {
      const bool joins = key.substr(end).starts_with(joint) && end + joint.size() < key.size() &&
                         is_office(key[end + joint.size()]);
      if (joins) end += joint.size();
    }
  }
  return end;
}

Gram pair_of(char32_t first, char32_t second) {
  return (static_cast<Gram>(first) << 32U) | second;
}

}  // namespace

std::u32string match_key(std::string_view text) {
  std::u32string key = code_points(text_key(text));
  for (const Replacement& replacement : replacements()) replace_all(key, replacement);
  return key;
}

std::u32string without_subject(std::u32string key) {
  constexpr std::size_t begin_max = 12;  // 「報告を受けた情報セキュリティ管理者は」
  for (std::size_t at = 0; at < key.size() && at <= begin_max; ++at) {
    if (key[at] == U'、' || key[at] == U'。') break;
    if (!is_office(key[at])) continue;
    const std::size_t end = end_of_offices(key, at);
    if (end < key.size() && key[end] == U'は') key.erase(at, end + 1 - at);
    break;
  }
  return key;
}

std::vector<Gram> grams(std::u32string_view key) {
  std::vector<Gram> found;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (is_office(key[i])) found.push_back(pair_of(key[i], 0));
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
  return std::log((documents_ + 1) / (with + 0.5));
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

double Weights::weight_of(std::u32string_view key) const {
  double weight = 0;
  for (const Gram gram : grams(key)) weight += of(gram);
  return std::max(weight, 1.0);
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
