#include "measure/figures.h"

#include <algorithm>
#include <fmt/format.h>
#include <ranges>
#include <set>

#include "base/text.h"
#include "catalogue/alignment.h"
#include "regulation/provision.h"
#include "regulation/reader.h"

namespace mamori::measure {
namespace {

using ByPlace = std::map<std::string, std::vector<Json>>;

std::string joined(const auto& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : "、") + std::string(text);
  return all.empty() ? "なし" : all;
}

std::vector<std::string> texts_of(const JsonArray& array) {
  std::vector<std::string> texts;
  for (const Json& value : array) {
    if (value.is_string()) texts.emplace_back(value.get_string());
  }
  return texts;
}

std::set<std::string> keys_of(const auto& texts) {
  std::set<std::string> keys;
  for (const auto& text : texts) keys.insert(text_key(text));
  return keys;
}

// How places are compared: bodies with numbered texts cite 第2の1 as well as 第21.
std::string citation(std::string place) {
  constexpr std::string_view no = "の";
  if (place.contains("条")) return place;
  for (std::size_t at; (at = place.find(no)) != std::string::npos;) place.erase(at, no.size());
  return place;
}

std::set<std::string> citations(const auto& places) {
  std::set<std::string> all;
  for (const std::string& place : places) all.insert(citation(text_key(place)));
  return all;
}

void judge_structure(const GoldDocument& gold, const Json& document, const std::string& at,
                     Share& share) {
  if (!gold.titles.empty()) {
    const std::string title = text_at(document, "title");
    share.judge(keys_of(gold.titles).contains(text_key(title)), at + "title: " + title);
  }
  const Json counts = object_at(document, "counts");
  for (const auto& [name, right] : gold.counts) {
    const long count = integer_at(counts, name);
    std::vector<std::string> expected;
    for (const long one : right) expected.push_back(std::to_string(one));
    share.judge(right.contains(count),
                fmt::format("{}{}: {}, got {}", at, name, joined(expected), count));
  }
}

bool holders_agree(const GoldSentence& gold, const Json& provision) {
  const std::vector<std::string> holders = texts_of(array_at(provision, "holders"));
  if (holders.empty()) return gold.holders.empty() || gold.holders_optional;
  return keys_of(holders) == keys_of(gold.holders) &&
         (holders.size() < 2 || text_at(provision, "holder_relation") == gold.relation);
}

// A line that is no sentence (the name of a table, a title in brackets) may stand behind the
// others.
std::size_t without_lines_behind(const std::vector<Json>& said, std::size_t wanted) {
  std::size_t size = said.size();
  while (size > wanted && text_at(said[size - 1], "modality") == "none") --size;
  return size;
}

void judge_sentences(const std::vector<GoldSentence>& gold, const std::vector<Json>& said,
                     const std::string& at, Figures& figures) {
  const std::size_t said_size = without_lines_behind(said, gold.size());
  for (std::size_t i = 0; i < std::max(gold.size(), said_size); ++i) {
    const std::string here = fmt::format("{} ({}) ", at, i + 1);
    if (i >= gold.size() || i >= said_size) {
      const std::string fault = i < gold.size() ? "no such sentence" : "one sentence too many";
      figures.modality.judge(false, here + fault);
      figures.holder.judge(false, "");
      continue;
    }
    const std::string modality = text_at(said[i], "modality");
    figures.modality.judge(
        gold[i].modalities.contains(modality),
        fmt::format("{}modality: {}, got {}", here, joined(gold[i].modalities), modality));
    if (!gold[i].holders_judged) continue;
    figures.holder.judge(
        holders_agree(gold[i], said[i]),
        fmt::format("{}holder: {} {}, got {} {}", here, joined(gold[i].holders), gold[i].relation,
                    joined(texts_of(array_at(said[i], "holders"))),
                    text_at(said[i], "holder_relation")));
  }
}

// One reference found, judged against one of the gold.
bool leads_right(const GoldReference& gold, const Json& reference, const std::string& place) {
  const std::vector<std::string> places = texts_of(array_at(reference, "places"));
  switch (gold.kind) {
    case GoldReference::Kind::law:
      return text_at(reference, "kind") == "law";
    case GoldReference::Kind::dangling:
      return places.empty();
    case GoldReference::Kind::items:
      return !places.empty() && std::ranges::all_of(places, [&](const std::string& to) {
        return citation(to).starts_with(citation(place));
      });
    case GoldReference::Kind::places:
      return citations(places) == citations(gold.places);
  }
  return false;
}

bool same_words(std::string_view left, std::string_view right) {
  const std::string a = text_key(left);
  const std::string b = text_key(right);
  return a.contains(b) || b.contains(a);
}

// What only points at its own place or its own regulation is not judged.
bool points_at_itself(const Json& reference) {
  const std::string text = text_at(reference, "text");
  return text_at(reference, "kind") == "own" || text.starts_with("当該") ||
         text.starts_with("同") || text.starts_with("この") || text.starts_with("本");
}

void judge_references(const std::vector<GoldReference>& gold, const std::vector<Json>& said,
                      const std::string& place, Share& share, const std::string& at) {
  std::vector<Json> found;
  for (const Json& provision : said) {
    for (const Json& reference : array_at(provision, "references")) found.push_back(reference);
  }
  for (const GoldReference& one : gold) {
    const auto match = std::ranges::find_if(found, [&](const Json& reference) {
      return same_words(text_at(reference, "text"), one.text) && leads_right(one, reference, place);
    });
    share.judge(match != found.end(),
                fmt::format("{} reference {}: {}, not found so", at, one.text, joined(one.places)));
    if (match != found.end()) found.erase(match);
  }
  for (const Json& extra : found) {
    const bool known = points_at_itself(extra) || std::ranges::any_of(gold, [&](const auto& one) {
                         return same_words(one.text, text_at(extra, "text"));
                       });
    if (known) continue;
    share.judge(false,
                fmt::format("{} reference {} → {}: not in the gold", at, text_at(extra, "text"),
                            joined(texts_of(array_at(extra, "places")))));
  }
}

void judge_defines(const std::set<std::string>& gold, const std::vector<Json>& said,
                   const std::string& at, Share& share) {
  std::vector<std::string> found;
  for (const Json& provision : said) {
    for (const Json& definition : array_at(provision, "defines")) {
      found.push_back(text_at(definition, "term"));
    }
  }
  for (const std::string& term : gold) {
    share.judge(keys_of(found).contains(text_key(term)),
                fmt::format("{} defines {}, got {}", at, term, joined(found)));
  }
}

// 端末を…ときは: what stands for … does not matter.
bool is_phrase(std::string_view gold, const std::string& said) {
  constexpr std::string_view gap = "…";
  const auto at = gold.find(gap);
  if (at == std::string_view::npos) return text_key(gold) == text_key(said);
  const std::string key = text_key(said);
  return key.starts_with(text_key(gold.substr(0, at))) &&
         key.ends_with(text_key(gold.substr(at + gap.size())));
}

void judge_phrases(const std::map<std::string, std::vector<std::string>>& gold,
                   const std::string& name, const auto& sentences_at, std::size_t number,
                   Share& share) {
  for (const auto& [place, phrases] : gold) {
    const std::vector<Json> said = sentences_at(place);
    for (std::size_t i = 0; i < phrases.size(); ++i) {
      const std::string found = i < said.size() ? text_at(said[i], name) : std::string();
      share.judge(
          i < said.size() && is_phrase(phrases[i], found),
          fmt::format("{}: {} ({}) {}: {}, got {}", number, place, i + 1, name, phrases[i], found));
    }
  }
}

bool is_row(std::string_view text) {
  return !text.empty() && text[0] >= 'A' && text[0] <= 'K';
}

void judge_alignment(const std::vector<std::string>& right, const std::string& first,
                     const std::string& at, const catalogue::Catalogue& catalogue,
                     Figures& figures) {
  const auto row_of = [&](const std::string& id) {
    const auto* control = catalogue.find(id);
    return control ? control->row : id;
  };
  std::set<std::string> rows;
  for (const auto& one : right) rows.insert(row_of(one));
  const std::string otherwise =
      fmt::format("{} control: {}, got {}", at, joined(right), first.empty() ? "なし" : first);
  const bool row_is_right = right.empty() ? first.empty() : rows.contains(row_of(first));
  figures.row.judge(row_is_right, otherwise);
  if (std::ranges::any_of(right, is_row)) return;
  const bool is_right = right.empty() ? first.empty() : std::ranges::count(right, first) > 0;
  figures.control.judge(is_right, row_is_right ? otherwise : "");
  if (!first.empty()) figures.precision.judge(is_right, "");
  if (!right.empty()) figures.recall.judge(is_right, "");
}

void judge_document(const GoldDocument& gold, std::size_t number, const Said& said,
                    const ByPlace& by_place, const catalogue::Catalogue& catalogue,
                    Figures& figures) {
  const auto name = [&](const std::string& place) { return fmt::format("{}: {}", number, place); };
  const auto sentences_at = [&](const std::string& place) {
    const auto found = by_place.find(citation(place));
    return found == by_place.end() ? std::vector<Json>() : found->second;
  };
  for (const auto& [place, sentences] : gold.provisions) {
    const std::vector<Json> found = sentences_at(place);
    judge_sentences(sentences, found, name(place), figures);
    const auto references = gold.references.find(place);
    judge_references(
        references == gold.references.end() ? std::vector<GoldReference>() : references->second,
        found, place, figures.references, name(place));
  }
  for (const auto& [place, terms] : gold.defines) {
    judge_defines(terms, sentences_at(place), name(place), figures.defines);
  }
  judge_phrases(gold.conditions, "condition", sentences_at, number, figures.condition);
  judge_phrases(gold.objects, "object", sentences_at, number, figures.object);
  const auto proposed = said.first_control.find(number);
  for (const auto& [place, right] : gold.alignment) {
    std::string first;
    if (proposed != said.first_control.end() && proposed->second.contains(citation(place))) {
      first = proposed->second.at(citation(place));
    }
    judge_alignment(right, first, name(place), catalogue, figures);
  }
}

ByPlace sentences_of(const Said& said, std::size_t number) {
  ByPlace by_place;
  for (const Json& provision : said.provisions.as_array()) {
    if (integer_at(provision, "document", 1) == static_cast<std::int64_t>(number)) {
      by_place[citation(text_at(provision, "place"))].push_back(provision);
    }
  }
  return by_place;
}

}  // namespace

void Share::judge(bool is_right, const std::string& otherwise) {
  ++judged;
  right += is_right ? 1 : 0;
  if (!is_right && !otherwise.empty()) wrong.push_back(otherwise);
}

void Share::operator+=(const Share& other) {
  right += other.right;
  judged += other.judged;
}

void Figures::operator+=(const Figures& other) {
  structure += other.structure;
  modality += other.modality;
  holder += other.holder;
  references += other.references;
  defines += other.defines;
  condition += other.condition;
  object += other.object;
  row += other.row;
  control += other.control;
  precision += other.precision;
  recall += other.recall;
}

std::string Figures::line() const {
  std::string all;
  const auto add = [&](std::string_view name, const Share& share) {
    if (share.judged == 0) return;
    all += fmt::format("{}{} {:.1f} % ({}/{})", all.empty() ? "" : ", ", name, share.value() * 100,
                       share.right, share.judged);
  };
  add("structure", structure);
  add("modality", modality);
  add("holder", holder);
  add("references", references);
  add("defines", defines);
  add("condition", condition);
  add("object", object);
  add("row", row);
  add("control", control);
  add("precision", precision);
  add("recall", recall);
  return all;
}

std::vector<std::string> Figures::wrong() const {
  std::vector<std::string> all;
  for (const Share* share : {&structure, &modality, &holder, &references, &defines, &condition,
                             &object, &row, &control}) {
    all.insert(all.end(), share->wrong.begin(), share->wrong.end());
  }
  return all;
}

Said understand(std::string_view bytes, const catalogue::Catalogue& catalogue) {
  const regulation::Reading reading = regulation::read(bytes);
  const catalogue::Aligner aligner(catalogue);
  Said said{
      .reading = regulation::to_json(reading), .provisions = JsonArray(), .first_control = {}};
  for (std::size_t i = 0; i < reading.documents.size(); ++i) {
    const auto provisions = regulation::provisions(reading.documents[i]);
    for (const auto& provision : provisions) {
      Json json = regulation::to_json(provision);
      json.as_object()["document"] = i + 1;
      said.provisions.as_array().push_back(std::move(json));
    }
    for (const auto& alignment : aligner.align(reading.documents[i], provisions)) {
      said.first_control[i + 1].try_emplace(citation(alignment.place), alignment.control_id);
    }
  }
  return said;
}

Figures compare(const GoldText& gold, const Said& said, const catalogue::Catalogue& catalogue) {
  Figures figures;
  const JsonArray& documents = array_at(said.reading, "documents");
  figures.structure.judge(
      documents.size() == gold.documents.size(),
      fmt::format("documents: {}, got {}", gold.documents.size(), documents.size()));
  for (std::size_t i = 0; i < gold.documents.size(); ++i) {
    const Json document = i < documents.size() ? documents[i] : Json(JsonObject());
    judge_structure(gold.documents[i], document, fmt::format("{}: ", i + 1), figures.structure);
    judge_document(gold.documents[i], i + 1, said, sentences_of(said, i + 1), catalogue, figures);
  }
  return figures;
}

}  // namespace mamori::measure
