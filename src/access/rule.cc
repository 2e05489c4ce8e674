#include "access/rule.h"

namespace mamori::access {
namespace {

Result<std::vector<Party>> parse_parties(const Yaml& node) {
  std::vector<Party> parties;
  for (const Yaml& item : node.items()) {
    auto party = parse_party(item);
    if (!party) return fail(party.error());
    parties.push_back(*std::move(party));
  }
  if (parties.empty()) return fail(node.error("誰ができるかを一つ以上書いてください。"));
  return parties;
}

Result<Exclusion> parse_exclusion(const Yaml& node) {
  if (auto known = node.only({"who", "code", "message", "controls"}); !known) {
    return fail(known.error());
  }
  auto party = parse_party(node["who"]);
  if (!party) return fail(party.error());
  Exclusion exclusion{*std::move(party), node["code"].text(), node["message"].text(),
                      node["controls"].texts()};
  if (exclusion.code.empty() || exclusion.message.empty()) {
    return fail(node.error("never には code と message が必要です。"));
  }
  return exclusion;
}

}  // namespace

Result<Party> parse_party(const Yaml& node) {
  if (node.text() == "staff") return Party{};
  if (auto known = node.only({"person", "member_of", "office", "of"}); !known) {
    return fail(known.error());
  }
  if (node["person"].present()) return Party{Party::Kind::person, "", node["person"].text()};
  if (node["member_of"].present()) return Party{Party::Kind::member, "", node["member_of"].text()};
  if (node["office"].present()) {
    return Party{Party::Kind::office, node["office"].text(), node["of"].text()};
  }
  return fail(node.error("「staff」か、person・member_of・office のどれかを書いてください。"));
}

Result<Rule> parse_rule(const Yaml& node) {
  Rule rule;
  rule.order = node["by_first"].present() ? Order::first : Order::any;
  auto by = parse_parties(rule.order == Order::first ? node["by_first"] : node["by"]);
  if (!by) return fail(by.error());
  rule.by = *std::move(by);
  for (const Yaml& item : node["never"].items()) {
    auto exclusion = parse_exclusion(item);
    if (!exclusion) return fail(exclusion.error());
    rule.never.push_back(*std::move(exclusion));
  }
  return rule;
}

Result<Policy> Policy::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  Policy policy;
  for (const Yaml& node : (*root)["acts"].items()) {
    if (auto known = node.only({"acts", "by", "by_first", "never"}); !known) {
      return fail(known.error());
    }
    auto rule = parse_rule(node);
    if (!rule) return fail(rule.error());
    for (const std::string& act : node["acts"].texts()) {
      if (!policy.rules_.emplace(act, *rule).second) {
        return fail(node.error("「" + act + "」の規則が二つあります。"));
      }
    }
  }
  return policy;
}

const Rule* Policy::rule(std::string_view act) const {
  const auto found = rules_.find(act);
  return found == rules_.end() ? nullptr : &found->second;
}

}  // namespace mamori::access
