#include "catalogue/alignment.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "catalogue/office_names.h"
#include "catalogue/units.h"

namespace mamori::catalogue {
namespace {

constexpr std::size_t proposals_max = 5;
constexpr double proposal_score_min = 0.01;  // below it, not worth reading
constexpr std::size_t reason_terms_max = 4;
constexpr double notable = 0.25;          // from which a caption is worth a word
constexpr double section_notable = 0.70;  // … a section of the guideline

// How much each sign counts, and what stands against every control: found on the texts that may be
// tuned on (docs/alignment.md). exp(sum) of a control over that of all, none included, is its
// score.
constexpr Evidence sign_weights{7.7, 2.0, 9.0, 5.8, 5.9, 0.8, 1.3, 10.5, 2.1, 1.9, 1.0, 0.8};
struct NoneWeights {
  double always = 0.5;
  double asks_nothing = 0.5;  // no sentence demands, allows or promises
  double no_duty = 1.5;       // no sentence says what shall or shall not be done
  double nobody = 1.5;        // nobody is named
};
constexpr NoneWeights none_weights;

double agreement(const Evidence& evidence) {
  return std::inner_product(evidence.begin(), evidence.end(), sign_weights.begin(), 0.0);
}

double against_all(const Unit& unit) {
  return none_weights.always + (unit.asks ? 0 : none_weights.asks_nothing) +
         (unit.demands ? 0 : none_weights.no_duty) + (unit.named ? 0 : none_weights.nobody);
}

// For each control, then for none.
std::vector<double> scores_of(const std::vector<Evidence>& evidence, const Unit& unit) {
  std::vector<double> scores;
  scores.reserve(evidence.size() + 1);
  for (const Evidence& one : evidence) scores.push_back(agreement(one));
  scores.push_back(against_all(unit));
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
  const OfficeName* office = find_office(control.holder);
  if (office && evidence[holder] > 0) {
    text += "。行う者が同じ（" + std::string(office->title) + "）";
  }
  return text + "。";
}

}  // namespace

Aligner::Aligner(const Catalogue& catalogue) : catalogue_(catalogue), comparer_(catalogue) {}

std::vector<Alignment> Aligner::align(const regulation::Document& document,
                                      std::span<const regulation::Provision> provisions) const {
  const Units all = units_of(document, provisions);
  Comparer::Memory memory;
  std::vector<Alignment> alignments;
  for (const Unit& unit : all.units) {
    const Comparer::Comparison comparison = comparer_.compare(all, unit, memory);
    const std::vector<double> scores = scores_of(comparison.evidence, unit);
    for (const std::size_t i : best_of(scores)) {
      const Control& control = catalogue_.controls()[i];
      alignments.push_back({unit.place, unit.line, control.id, scores[i],
                            reason(control, catalogue_.guideline(), unit, comparison.evidence[i],
                                   comparer_.terms_found(comparison, i))});
    }
  }
  return alignments;
}

std::vector<Alignment> align(const Catalogue& catalogue, const regulation::Document& document,
                             std::span<const regulation::Provision> provisions) {
  return Aligner(catalogue).align(document, provisions);
}

}  // namespace mamori::catalogue
