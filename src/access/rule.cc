#include "access/rule.h"

#include <set>
#include <utility>

#include "access/segregation.h"

namespace mamori::access {
namespace {

constexpr std::size_t rule_parties_max = 64;

Result<std::vector<Party>> parse_parties(const Yaml& node) {
  std::vector<Party> parties;
  for (const Yaml& item : node.items()) {
    auto party = parse_party(item);
    if (!party) return fail(party.error());
    if (party->kind == Party::Kind::former_member) {
      return fail(item.error("was_member_of は、never にだけ書けます。"));
    }
    parties.push_back(*std::move(party));
  }
  if (parties.empty()) return fail(node.error("誰ができるかを一つ以上書いてください。"));
  return parties;
}

// never: [applicant_is_not_approver] or [{rule: applicant_is_not_approver, who: {person: ask}}]
Result<Exclusion> parse_named_exclusion(const Yaml& node, const Segregation& segregation) {
  const bool plain = !node.text().empty();
  if (auto known =
          plain ? Result<void>{} : node.only({"rule", "who", "code", "message", "controls"});
      !known) {
    return fail(known.error());
  }
  const std::string id = plain ? node.text() : node["rule"].text();
  const Separation* rule = segregation.find(id);
  if (!rule) {
    return fail(node.error("兼務を禁じる規則「" + id +
                           "」が、definitions/roles/segregation.yaml にありません。"));
  }
  Exclusion exclusion = rule->exclusion;
  if (plain) return exclusion;
  exclusion.code = node["code"].text(exclusion.code);
  exclusion.message = node["message"].text(exclusion.message);
  if (node["controls"].present()) exclusion.controls = node["controls"].texts();
  if (!node["who"].present()) return exclusion;
  auto party = parse_party(node["who"]);
  if (!party) return fail(party.error());
  exclusion.party = *std::move(party);
  return exclusion;
}

Result<Exclusion> parse_exclusion(const Yaml& node, const Segregation& segregation) {
  if (!node.text().empty() || node["rule"].present()) {
    return parse_named_exclusion(node, segregation);
  }
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

// Compiled rules have room for so many.
Result<void> check_size(const Yaml& node, const Rule& rule) {
  std::set<std::pair<bool, std::string>> facts;
  for (const Party& party : rule.by) {
    facts.emplace(party.kind == Party::Kind::person, party.fact);
  }
  for (const Exclusion& exclusion : rule.never) {
    facts.emplace(exclusion.party.kind == Party::Kind::person, exclusion.party.fact);
  }
  const bool small = facts.size() <= facts_max && rule.by.size() <= rule_parties_max &&
                     rule.never.size() <= rule_parties_max;
  if (small) return {};
  return fail(
      node.error("一つの規則に書ける人と課は、" + std::to_string(facts_max) + "とおりまでです。"));
}

}  // namespace

Result<Party> parse_party(const Yaml& node) {
  if (node.text() == "staff") return Party{};
  if (auto known = node.only({"person", "member_of", "was_member_of", "office", "of", "up_to_rank",
                              "unless_confined"});
      !known) {
    return fail(known.error());
  }
  const bool unless_confined = node["unless_confined"].flag(false);
  const std::int64_t rank = node["up_to_rank"].number().value_or(Party::any_rank);
  if (rank < 0 || rank > Party::any_rank) {
    return fail(node["up_to_rank"].error("up_to_rank は、0から255までです。"));
  }
  const auto party = [&](Party::Kind kind, std::string office, std::string fact) {
    return Party{kind, std::move(office), std::move(fact), static_cast<std::uint8_t>(rank),
                 unless_confined};
  };
  if (node["person"].present()) return party(Party::Kind::person, "", node["person"].text());
  if (node["member_of"].present()) return party(Party::Kind::member, "", node["member_of"].text());
  if (node["was_member_of"].present()) {
    return party(Party::Kind::former_member, "", node["was_member_of"].text());
  }
  if (node["office"].present()) {
    return party(Party::Kind::office, node["office"].text(), node["of"].text());
  }
  return fail(node.error("「staff」か、person・member_of・office のどれかを書いてください。"));
}

Result<Rule> parse_rule(const Yaml& node) {
  return parse_rule(node, Segregation{});
}

Result<Rule> parse_rule(const Yaml& node, const Segregation& segregation) {
  Rule rule;
  rule.order = node["by_first"].present() ? Order::first : Order::any;
  auto by = parse_parties(rule.order == Order::first ? node["by_first"] : node["by"]);
  if (!by) return fail(by.error());
  rule.by = *std::move(by);
  for (const Yaml& item : node["never"].items()) {
    auto exclusion = parse_exclusion(item, segregation);
    if (!exclusion) return fail(exclusion.error());
    rule.never.push_back(*std::move(exclusion));
  }
  if (auto checked = check_size(node, rule); !checked) return fail(checked.error());
  return rule;
}

Result<Policy> Policy::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  Policy policy;
  for (const Yaml& node : (*root)["acts"].items()) {
    if (auto known = node.only({"acts", "title", "by", "by_first", "never"}); !known) {
      return fail(known.error());
    }
    auto rule = parse_rule(node);
    if (!rule) return fail(rule.error());
    for (const std::string& act : node["acts"].texts()) {
      if (!policy.rules_.emplace(act, *rule).second) {
        return fail(node.error("「" + act + "」の規則が二つあります。"));
      }
      policy.titles_[act] = node["title"].text(act);
    }
  }
  return policy;
}

std::string Policy::title(std::string_view act) const {
  const auto found = titles_.find(act);
  return found == titles_.end() ? std::string(act) : found->second;
}

const Rule* Policy::rule(std::string_view act) const {
  const auto found = rules_.find(act);
  return found == rules_.end() ? nullptr : &found->second;
}

}  // namespace mamori::access
