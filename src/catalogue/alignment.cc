#include "catalogue/alignment.h"

#include <algorithm>
#include <cmath>

#include "catalogue/office_names.h"
#include "catalogue/units.h"

namespace mamori::catalogue {
namespace {

constexpr std::size_t proposals_max = 5;
constexpr std::size_t reason_terms_max = 4;

// How much each agreement counts; found by trying many on the gold answers for 002 and on the model
// regulation (tests/oracle/002-controls.yaml, regulations/coverage.yaml).
constexpr double wording_weight = 0.45;  // the typical sentence it is nearest to
constexpr double whole_weight = 0.25;    // everything the catalogue says of the control
constexpr double terms_weight = 0.15;
constexpr double caption_weight = 0.45;
constexpr double family_weight = 0.50;  // the article as a whole: tells apart bare sentences
constexpr double holder_weight = 0.08;
constexpr double lead_share = 0.40;        // of the 柱書 in the text of its 号
constexpr double title_share = 0.10;       // of the title of the 節 in the caption
constexpr double terms_saturation = 23.0;  // weight of terms found at which they count half
constexpr double whole_title_share = 1.5;  // of title and terms beside the wordings
constexpr double raw_min = 0.18;           // below it, nothing fits
constexpr double caption_score_notable = 0.25;

// 0–1 out of the weighted sum, which in practice lies between 0 and 1.8.
double score_of(double raw) {
  return 1.0 - std::exp(-1.6 * raw);
}

double holder_agreement(const std::vector<std::string>& holders, const std::string& holder) {
  if (holders.empty()) return 0;
  return std::ranges::find(holders, holder) != holders.end() ? 1.0 : -0.5;
}

std::vector<std::u32string> keys_of(const Control& control) {
  std::vector<std::u32string> keys{match_key(control.title.ja)};
  for (const auto& wording : control.wording) keys.push_back(without_subject(match_key(wording)));
  for (const auto& term : control.terms) keys.push_back(match_key(term));
  return keys;
}

// Titles and terms as one text: the stop keeps grams from spanning them.
std::u32string heading_key(const Control& control) {
  std::u32string key = match_key(control.title.ja);
  for (const auto& term : control.terms) key += U'。' + match_key(term);
  return key;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += "「" + word + "」";
  return text;
}

}  // namespace

// A place made ready for comparing.
struct Aligner::Query {
  const Unit& unit;
  std::u32string key;
  Vector text;
  Vector caption;
  const std::vector<double>& family_cosines;  // of its article with every control
};

Aligner::Aligner(const Catalogue& catalogue) {
  for (const Control& control : catalogue.controls()) weights_.learn(keys_of(control));
  for (const Control& control : catalogue.controls()) learn_control(control);
}

void Aligner::learn_control(const Control& control) {
  Learned learned{.control = &control, .terms = {}, .wording_begin = wordings_.size()};
  Vector whole;
  for (const auto& wording : control.wording) {
    const Vector vector = weights_.vector_of(without_subject(match_key(wording)));
    wordings_.add(vector);
    whole = sum(whole, vector, 1.0);
  }
  wholes_.add(sum(whole, weights_.vector_of(heading_key(control)), whole_title_share));
  for (const auto& term : control.terms) {
    std::u32string key = match_key(term);
    const double weight = weights_.weight_of(key);
    if (!key.empty()) learned.terms.push_back({term, std::move(key), weight});
  }
  learned_.push_back(std::move(learned));
}

std::vector<Alignment> Aligner::align(const regulation::Document& document,
                                      std::span<const regulation::Provision> provisions) const {
  const Units all = units_of(document, provisions);
  std::vector<std::vector<double>> families;
  families.reserve(all.families.size());
  for (const std::string& family : all.families) {
    families.push_back(wholes_.cosines(weights_.vector_of(match_key(family))));
  }
  std::vector<Alignment> alignments;
  for (const Unit& unit : all.units) {
    const std::u32string key = without_subject(match_key(unit.text));
    const Vector lead = weights_.vector_of(without_subject(match_key(unit.lead)));
    const Query query{.unit = unit,
                      .key = key,
                      .text = sum(weights_.vector_of(key), lead, lead_share),
                      .caption = sum(weights_.vector_of(match_key(unit.caption)),
                                     weights_.vector_of(match_key(unit.title)), title_share),
                      .family_cosines = families[unit.family]};
    std::ranges::move(proposals(query), std::back_inserter(alignments));
  }
  return alignments;
}

std::vector<Alignment> Aligner::proposals(const Query& query) const {
  const std::vector<double> wordings = wordings_.cosines(query.text);
  const std::vector<double> wholes = wholes_.cosines(query.text);
  const std::vector<double> captions = wholes_.cosines(query.caption);
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t i = 0; i < learned_.size(); ++i) {
    const Learned& learned = learned_[i];
    const double nearest = std::ranges::max(
        std::span(wordings).subspan(learned.wording_begin, learned.control->wording.size()));
    const double found = weight_of_terms(query, learned);
    const double raw =
        wording_weight * nearest + whole_weight * wholes[i] +
        terms_weight * found / (found + terms_saturation) + caption_weight * captions[i] +
        family_weight * query.family_cosines[i] +
        holder_weight * holder_agreement(query.unit.holders, learned.control->holder);
    if (raw >= raw_min) ranked.emplace_back(raw, i);
  }
  // Equal scores in the order of the catalogue, so that the answer is always the same.
  std::ranges::sort(ranked, {},
                    [](const auto& entry) { return std::pair(-entry.first, entry.second); });
  ranked.resize(std::min(ranked.size(), proposals_max));
  std::vector<Alignment> result;
  result.reserve(ranked.size());
  for (const auto& [raw, i] : ranked) {
    result.push_back({query.unit.place, query.unit.line, learned_[i].control->id, score_of(raw),
                      reason(query, learned_[i], captions[i])});
  }
  return result;
}

double Aligner::weight_of_terms(const Query& query, const Learned& learned) {
  double weight = 0;
  for (const Term& term : learned.terms) {
    if (query.key.find(term.key) != std::u32string::npos) weight += term.weight;
  }
  return weight;
}

std::string Aligner::reason(const Query& query, const Learned& learned, double caption_score) {
  std::vector<std::string> found;
  for (const Term& term : learned.terms) {
    const bool there = query.key.find(term.key) != std::u32string::npos;
    if (there && found.size() < reason_terms_max) found.push_back(term.text);
  }
  std::string text = found.empty() ? "文の言い回しが「" + learned.control->title.ja + "」に近い"
                                   : "語" + joined(found) + "がある";
  if (!query.unit.caption.empty() && caption_score >= caption_score_notable) {
    text += "。見出し「" + query.unit.caption + "」が近い";
  }
  const OfficeName* office = find_office(learned.control->holder);
  if (office && holder_agreement(query.unit.holders, learned.control->holder) > 0) {
    text += "。行う者が同じ（" + std::string(office->title) + "）";
  }
  return text + "。";
}

std::vector<Alignment> align(const Catalogue& catalogue, const regulation::Document& document,
                             std::span<const regulation::Provision> provisions) {
  return Aligner(catalogue).align(document, provisions);
}

}  // namespace mamori::catalogue
