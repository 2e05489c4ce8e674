#include "catalogue/alignment.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "catalogue/office_names.h"
#include "catalogue/units.h"

namespace mamori::catalogue {
namespace {

constexpr std::size_t proposals_max = 5;
constexpr double proposal_score_min = 0.01;  // below it, not worth reading
constexpr std::size_t reason_terms_max = 4;
constexpr double notable = 0.25;          // from which a caption is worth a word
constexpr double beside_notable = 0.80;   // … what stands before and after
constexpr double section_notable = 0.70;  // … a section of the guideline

// How much each sign counts, and what stands against every control: found on the texts that may be
// tuned on (docs/alignment.md). exp(sum) of a control over that of all, none included, is its
// score.
constexpr Evidence sign_weights{7.3, 1.1, 8.6, 4.1, 1.8, 1.6, 3.3, 7.0,
                                1.6, 0.8, 0.8, 0.6, 3.3, 2.1, 2.8};
struct NoneWeights {
  double always = -2.0;  // so that only what is clearly near to it is taken for nothing
  double no_duty = 1.8;  // no sentence says what shall or shall not be done
  double nobody = 3.0;   // nobody is named
};
constexpr NoneWeights none_weights;

double agreement(const Evidence& evidence) {
  return std::inner_product(evidence.begin(), evidence.end(), sign_weights.begin(), 0.0);
}

double against_all(const Unit& unit) {
  return none_weights.always + (unit.demands ? 0 : none_weights.no_duty) +
         (unit.named ? 0 : none_weights.nobody);
}

// For each control, then for none.
std::vector<double> scores_of(const std::vector<Evidence>& evidence, const Unit& unit) {
  std::vector<double> scores;
  scores.reserve(evidence.size());
  for (const Evidence& one : evidence) scores.push_back(agreement(one));
  scores.back() += against_all(unit);
  const double highest = std::ranges::max(scores);
  double total = 0;
  for (double& score : scores) total += score = std::exp(score - highest);
  for (double& score : scores) score /= total;
  return scores;
}

// The positions of the controls to propose, best first.
std::vector<std::size_t> best_of(const std::vector<double>& scores) {
  std::vector<std::size_t> ranked(scores.size());
  std::iota(ranked.begin(), ranked.end(), 0);
  // Equal scores in the order of the catalogue, so that the answer is always the same.
  std::ranges::partial_sort(
      ranked,
      ranked.begin() + static_cast<std::ptrdiff_t>(std::min(proposals_max + 1, ranked.size())), {},
      [&](std::size_t i) { return std::pair(-scores[i], i); });
  const std::size_t none = scores.size() - 1;
  if (ranked.front() == none) return {};
  std::vector<std::size_t> best;
  for (const std::size_t i : ranked) {
    if (best.size() == proposals_max || scores[i] < proposal_score_min) break;
    if (i != none) best.push_back(i);
  }
  return best;
}

std::string reason(const Control& control, const Guideline& guideline, const Unit& unit,
                   const Evidence& evidence, const std::vector<std::string>& terms_found) {
  std::string words;
  for (std::size_t i = 0; i < std::min(terms_found.size(), reason_terms_max); ++i) {
    words += "「" + terms_found[i] + "」";
  }
  std::string text =
      words.empty() ? "文の言い回しが「" + control.title.ja + "」に近い" : "語" + words + "がある";
  if (!unit.caption.empty() && evidence[caption] >= notable) {
    text += "。見出し「" + unit.caption + "」が近い";
  }
  if (evidence[section] >= section_notable) {
    const GuidelineSection* place = guideline.find(control.guideline);
    text += "。章立てが国の指針の" + place->id + "「" + place->title + "」に当たる";
  }
  if (evidence[beside] >= beside_notable) text += "。前後の箇所も同じ事柄を定める";
  const OfficeName* office = find_office(control.holder);
  if (office && evidence[holder] > 0) {
    text += "。行う者が同じ（" + std::string(office->title) + "）";
  }
  return text + "。";
}

}  // namespace

Aligner::Aligner(const Catalogue& catalogue) : catalogue_(catalogue), comparer_(catalogue) {
  std::map<std::string_view, std::size_t> rows;
  for (const Control& control : catalogue.controls()) {
    row_of_.push_back(rows.try_emplace(control.row, rows.size()).first->second);
  }
  row_count_ = rows.size();
}

// What one place speaks of, before its neighbours are known.
struct Aligner::Look {
  Comparer::Comparison comparison;
  std::vector<double> rows;  // the scores of the controls of each row together
};

Aligner::Look Aligner::look_at(const Units& all, const Unit& unit, Comparer::Memory& memory) const {
  Look look{comparer_.compare(all, unit, memory), std::vector<double>(row_count_)};
  const std::vector<double> scores = scores_of(look.comparison.evidence, unit);
  for (std::size_t i = 0; i < row_of_.size(); ++i) look.rows[row_of_[i]] += scores[i];
  return look;
}

void Aligner::add_neighbour(Look& look, const Look& neighbour) const {
  constexpr double share = 0.5;  // one stands before, one after
  for (std::size_t i = 0; i < row_of_.size(); ++i) {
    look.comparison.evidence[i][beside] += share * neighbour.rows[row_of_[i]];
  }
}

void Aligner::propose(const Unit& unit, const Comparer::Comparison& comparison,
                      std::vector<Alignment>& alignments) const {
  const std::vector<double> scores = scores_of(comparison.evidence, unit);
  for (const std::size_t i : best_of(scores)) {
    const Control& control = catalogue_.controls()[i];
    alignments.push_back({unit.place, unit.line, control.id, scores[i],
                          reason(control, catalogue_.guideline(), unit, comparison.evidence[i],
                                 comparer_.terms_found(comparison, i))});
  }
}

std::vector<Alignment> Aligner::align(const regulation::Document& document,
                                      std::span<const regulation::Provision> provisions) const {
  const Units all = units_of(document, provisions);
  Comparer::Memory memory = comparer_.survey(all);
  std::vector<Alignment> alignments;
  // Three places are looked at together, so that memory does not grow with the text.
  std::optional<Look> before;
  std::optional<Look> here;
  for (std::size_t i = 0; i < all.units.size(); ++i) {
    if (!here) here = look_at(all, all.units[i], memory);
    std::optional<Look> after;
    if (i + 1 < all.units.size()) after = look_at(all, all.units[i + 1], memory);
    if (before) add_neighbour(*here, *before);
    if (after) add_neighbour(*here, *after);
    propose(all.units[i], here->comparison, alignments);
    before = std::exchange(here, std::move(after));
  }
  return alignments;
}

std::vector<Alignment> align(const Catalogue& catalogue, const regulation::Document& document,
                             std::span<const regulation::Provision> provisions) {
  return Aligner(catalogue).align(document, provisions);
}

}  // namespace mamori::catalogue
