#include "measure/gold.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "base/testing.h"

namespace mamori::measure {
namespace {

constexpr std::array modalities = {"obligation", "prohibition", "effort",     "power", "rule",
                                   "commitment", "declaration", "definition", "none"};

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, mark))
    parts.emplace_back(part.begin(), part.end());
  return parts;
}

std::string_view without_mark(std::string_view text, char mark) {
  return text.starts_with(mark) ? text.substr(1) : text;
}

void read_holders(std::string_view words, GoldSentence& sentence) {
  sentence.holders_judged = words != "*";
  if (words.starts_with('(') && words.ends_with(')')) {
    sentence.holders_optional = true;
    words = words.substr(1, words.size() - 2);
  }
  const bool alternative = words.contains('|');
  sentence.holders = split(words, alternative ? '|' : '&');
  const bool several = sentence.holders.size() > 1;
  sentence.relation = !several ? "sole" : alternative ? "alternative" : "joint";
}

// "obligation A&B", "^obligation ^(A)", "declaration/none"
Result<GoldSentence> sentence_of(const Yaml& node) {
  const std::vector<std::string> words = split(node.text(), ' ');
  GoldSentence sentence;
  for (const auto& modality : split(without_mark(words.front(), '^'), '/')) {
    if (std::ranges::find(modalities, modality) == modalities.end()) {
      return fail(node.error("知らない様態です：" + modality));
    }
    sentence.modalities.insert(modality);
  }
  if (words.size() > 2) return fail(node.error("様態と主体のほかに何かあります：" + node.text()));
  sentence.relation = "sole";
  if (words.size() == 2) read_holders(without_mark(words[1], '^'), sentence);
  return sentence;
}

GoldReference reference_of(const std::string& text, const Yaml& node) {
  using Kind = GoldReference::Kind;
  const std::string said = node.text();
  if (said == "各号") return {text, Kind::items, {}};
  if (said == "law") return {text, Kind::law, {}};
  if (said == "dangling") return {text, Kind::dangling, {}};
  const std::vector<std::string> places = node.texts();
  return {text, Kind::places, {places.begin(), places.end()}};
}

Result<void> read_provisions(const Yaml& node, GoldDocument& document) {
  for (const auto& [place, sentences] : node.members()) {
    auto& all = document.provisions[place];
    for (const Yaml& one : sentences.is_list() ? sentences.items() : std::vector{sentences}) {
      auto sentence = sentence_of(one);
      if (!sentence) return fail(sentence.error());
      all.push_back(*std::move(sentence));
    }
  }
  return {};
}

Result<void> read_references(const Yaml& node, GoldDocument& document) {
  for (const auto& [place, references] : node.members()) {
    if (!document.provisions.contains(place)) {
      return fail(references.error("provisions にない箇所です：" + place));
    }
    for (const auto& [text, target] : references.members()) {
      document.references[place].push_back(reference_of(text, target));
    }
  }
  return {};
}

// なし stands for none.
Result<void> read_phrases(const Yaml& node, const GoldDocument& document,
                          std::map<std::string, std::vector<std::string>>& phrases) {
  for (const auto& [place, sentences] : node.members()) {
    if (!document.provisions.contains(place)) {
      return fail(sentences.error("provisions にない箇所です：" + place));
    }
    for (std::string& one : sentences.texts()) {
      phrases[place].push_back(one == "なし" ? std::string() : std::move(one));
    }
  }
  return {};
}

void read_alignment(const Yaml& places, GoldDocument& document) {
  for (const auto& [place, ids] : places.members()) document.alignment[place] = ids.texts();
}

Result<GoldDocument> document_of(const Yaml& node) {
  if (auto known = node.only({"title", "counts", "provisions", "references", "defines",
                              "conditions", "objects", "alignment"});
      !known) {
    return fail(known.error());
  }
  GoldDocument document;
  for (const auto& title : node["title"].texts()) document.titles.insert(title);
  for (const auto& [name, count] : node["counts"].members()) {
    for (const Yaml& one : count.is_list() ? count.items() : std::vector{count}) {
      if (!one.number()) return fail(count.error("数ではありません：" + name));
      document.counts[name].insert(*one.number());
    }
  }
  if (auto read = read_provisions(node["provisions"], document); !read) return fail(read.error());
  if (auto read = read_references(node["references"], document); !read) return fail(read.error());
  for (const auto& [place, terms] : node["defines"].members()) {
    for (const auto& term : terms.texts()) document.defines[place].insert(term);
  }
  for (auto [name, phrases] :
       {std::pair("conditions", &document.conditions), std::pair("objects", &document.objects)}) {
    if (auto read = read_phrases(node[name], document, *phrases); !read) return fail(read.error());
  }
  read_alignment(node["alignment"], document);
  return document;
}

Result<Yaml> parsed(const std::filesystem::path& file) {
  return Yaml::parse(file.filename(), mamori::testing::read_file(file));
}

// The text that lies beside x.gold.yaml.
std::filesystem::path text_beside(const std::filesystem::path& gold) {
  const std::string name = gold.stem().stem();
  for (const auto* extension : {".txt", ".html", ".docx"}) {
    std::filesystem::path text = gold.parent_path() / (name + extension);
    if (std::filesystem::exists(text)) return text;
  }
  return {};
}

}  // namespace

Result<GoldText> load_gold(const std::filesystem::path& file) {
  auto yaml = parsed(file);
  if (!yaml) return fail(yaml.error());
  GoldText gold{.text = text_beside(file), .documents = {}};
  for (const Yaml& node : (*yaml)["documents"].items()) {
    auto document = document_of(node);
    if (!document) return fail(document.error());
    gold.documents.push_back(*std::move(document));
  }
  return gold;
}

Result<GoldText> load_seed_gold(const std::filesystem::path& folder, const std::string& seed) {
  auto gold = load_gold(folder / (seed + "-provisions.yaml"));
  if (!gold) return gold;
  auto controls = parsed(folder / (seed + "-controls.yaml"));
  if (!controls) return fail(controls.error());
  // One document, or several by their number.
  if (!(*controls)["documents"].present()) {
    read_alignment((*controls)["places"], gold->documents.at(0));
  }
  for (const auto& [number, node] : (*controls)["documents"].members()) {
    read_alignment(node, gold->documents.at(std::stoul(number) - 1));
  }
  return gold;
}

}  // namespace mamori::measure
