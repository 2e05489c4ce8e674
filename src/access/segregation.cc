#include "access/segregation.h"

#include <algorithm>

namespace mamori::access {
namespace {

Result<Separation> parse_separation(const Yaml& node) {
  if (auto known = node.only({"id", "title", "who", "code", "message", "controls", "consent"});
      !known) {
    return fail(known.error());
  }
  auto who = parse_party(node["who"]);
  if (!who) return fail(who.error());
  Separation rule{node["id"].text(), node["title"].text(),
                  Exclusion{*std::move(who), node["code"].text(), node["message"].text(),
                            node["controls"].texts()}};
  for (const Yaml& item : node["consent"].items()) {
    auto party = parse_party(item);
    if (!party) return fail(party.error());
    rule.exclusion.consent.push_back(*std::move(party));
  }
  if (rule.id.empty() || rule.title.empty() || rule.exclusion.code.empty() ||
      rule.exclusion.message.empty()) {
    return fail(node.error("兼務を禁じる規則には id・title・code・message が必要です。"));
  }
  return rule;
}

}  // namespace

Result<Segregation> Segregation::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  Segregation segregation;
  for (const Yaml& node : (*root)["rules"].items()) {
    auto rule = parse_separation(node);
    if (!rule) return fail(rule.error());
    if (segregation.find(rule->id)) {
      return fail(node.error("規則 " + rule->id + " が二つあります。"));
    }
    segregation.rules_.push_back(*std::move(rule));
  }
  return segregation;
}

const Separation* Segregation::find(std::string_view id) const {
  const auto found = std::ranges::find(rules_, id, &Separation::id);
  return found == rules_.end() ? nullptr : &*found;
}

}  // namespace mamori::access
