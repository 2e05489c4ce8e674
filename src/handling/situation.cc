#include "handling/situation.h"

#include <algorithm>
#include <cassert>

#include "base/yaml.h"

namespace mamori::handling {
namespace {

using registers::Level;
using registers::Scheme;

Result<Answer> parse_answer(const Yaml& node) {
  for (const Answer answer : {Answer::allowed, Answer::conditional, Answer::forbidden}) {
    if (node.text() == code_of(answer)) return answer;
  }
  return fail(node.error("answer は allowed・conditional・forbidden のどれかです。"));
}

Result<Demand> parse_demand(const Yaml& node) {
  if (auto known = node.only({"text", "controls"}); !known) return fail(known.error());
  Demand demand{node["text"].text(), node["controls"].texts()};
  if (demand.text.empty() || demand.controls.empty()) {
    return fail(node.error("demands には text と controls が必要です。"));
  }
  return demand;
}

Result<void> check_ruling(const Yaml& node, const Ruling& ruling) {
  const std::size_t demands = ruling.demands.size();
  if (ruling.answer == Answer::conditional && demands == 0) {
    return fail(node.error("条件付きには、条件（demands）が必要です。"));
  }
  if (ruling.answer != Answer::forbidden) return {};
  if (demands == 1 && !ruling.remedy.empty()) return {};
  return fail(node.error("できないことには、理由を一つ（demands）と remedy が必要です。"));
}

Result<Ruling> parse_ruling(const Yaml& node, const Scheme& scheme) {
  if (auto known = node.only({"from", "answer", "demands", "remedy"}); !known) {
    return fail(known.error());
  }
  const Level* level = scheme.find(node["from"].text());
  if (!level) return fail(node.error("from の段階が、分類「" + scheme.id + "」にありません。"));
  const auto answer = parse_answer(node["answer"]);
  if (!answer) return fail(answer.error());
  Ruling ruling{
      .least_rank = level->rank, .answer = *answer, .demands = {}, .remedy = node["remedy"].text()};
  for (const Yaml& item : node["demands"].items()) {
    auto demand = parse_demand(item);
    if (!demand) return fail(demand.error());
    ruling.demands.push_back(*std::move(demand));
  }
  if (auto sound = check_ruling(node, ruling); !sound) return fail(sound.error());
  return ruling;
}

Result<void> check_order(const Yaml& node, const Scheme& scheme,
                         const std::vector<Ruling>& rulings) {
  const int lowest = std::ranges::min(scheme.levels, {}, &Level::rank).rank;
  const bool falls =
      std::ranges::adjacent_find(rulings, std::less_equal{}, &Ruling::least_rank) == rulings.end();
  if (!rulings.empty() && falls && rulings.back().least_rank == lowest) return {};
  return fail(node.error("rulings は高い段階から順に書き、最後を最も低い段階にします。"));
}

}  // namespace

std::string_view code_of(Answer answer) {
  switch (answer) {
    case Answer::allowed:
      return "allowed";
    case Answer::conditional:
      return "conditional";
    case Answer::forbidden:
      return "forbidden";
  }
  return "";
}

std::string_view label_of(Answer answer) {
  switch (answer) {
    case Answer::allowed:
      return "してよい";
    case Answer::conditional:
      return "条件付き";
    case Answer::forbidden:
      return "できない";
  }
  return "";
}

std::vector<std::string> Ruling::controls() const {
  std::vector<std::string> all;
  for (const Demand& demand : demands) {
    for (const std::string& control : demand.controls) {
      if (std::ranges::find(all, control) == all.end()) all.push_back(control);
    }
  }
  return all;
}

Result<Situation> Situation::parse(std::string file, std::string_view yaml,
                                   const registers::Schemes& schemes) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only(
          {"handling", "title", "explanation", "order", "scheme", "procedure", "rulings"});
      !known) {
    return fail(known.error());
  }
  Situation situation{.id = (*root)["handling"].text(),
                      .title = (*root)["title"].text(),
                      .explanation = (*root)["explanation"].text(),
                      .order = static_cast<int>((*root)["order"].number().value_or(0)),
                      .scheme = (*root)["scheme"].text(),
                      .procedure = (*root)["procedure"].text(),
                      .rulings = {}};
  if (situation.id.empty() || situation.title.empty()) {
    return fail(root->error("取扱いには handling（名前）と title が必要です。"));
  }
  const auto scheme = schemes.find(situation.scheme);
  if (scheme == schemes.end()) {
    return fail((*root)["scheme"].error("分類「" + situation.scheme + "」はありません。"));
  }
  for (const Yaml& node : (*root)["rulings"].items()) {
    auto ruling = parse_ruling(node, scheme->second);
    if (!ruling) return fail(ruling.error());
    situation.rulings.push_back(*std::move(ruling));
  }
  const auto ordered = check_order((*root)["rulings"], scheme->second, situation.rulings);
  if (!ordered) return fail(ordered.error());
  return situation;
}

const Ruling& Situation::ruling(int rank) const {
  const auto found = std::ranges::find_if(
      rulings, [&](const Ruling& ruling) { return rank >= ruling.least_rank; });
  assert(found != rulings.end());  // parse() saw to it that the last covers every level
  return *found;
}

std::vector<const Situation*> in_order(const Situations& situations) {
  std::vector<const Situation*> list;
  for (const auto& [id, situation] : situations) list.push_back(&situation);
  std::ranges::stable_sort(list, {}, &Situation::order);
  return list;
}

}  // namespace mamori::handling
