#include "access/decision.h"

#include <algorithm>
#include <optional>

#include "organisation/organisation.h"

namespace mamori::access {
namespace {

std::string fact_of(const std::map<std::string, std::string, std::less<>>& facts,
                    std::string_view name) {
  const auto found = facts.find(name);
  return found == facts.end() ? std::string() : found->second;
}

std::string capacity_of(const Context& context, const Party& party, const Facts& facts) {
  if (party.kind != Party::Kind::office) return {};
  std::string title = context.offices.title(party.office);
  if (party.fact.empty()) return title;
  const auto section =
      organisation::section(context.connection, fact_of(facts.sections, party.fact), context.day);
  return section ? title + "（" + section->name + "）" : title;
}

std::vector<std::string> holders_of(const Context& context, const Party& party,
                                    const Facts& facts) {
  std::vector<std::string> ids;
  switch (party.kind) {
    case Party::Kind::staff:
      break;
    case Party::Kind::person:
      if (auto id = fact_of(facts.people, party.fact); !id.empty()) ids.push_back(std::move(id));
      break;
    case Party::Kind::member:
      for (const auto& person : organisation::people(context.connection, context.day)) {
        if (!person.section_id.empty() &&
            person.section_id == fact_of(facts.sections, party.fact)) {
          ids.push_back(person.id);
        }
      }
      break;
    case Party::Kind::office:
      ids = organisation::holders(context.connection, party.office,
                                  fact_of(facts.sections, party.fact), context.day);
      break;
  }
  return ids;
}

bool is_one(const Context& context, const Party& party, const Facts& facts,
            std::string_view person_id) {
  if (party.kind == Party::Kind::staff) return true;
  const auto holders = holders_of(context, party, facts);
  return std::ranges::find(holders, person_id) != holders.end();
}

const Exclusion* excluded(const Context& context, const Rule& rule, const Facts& facts,
                          std::string_view person_id) {
  for (const Exclusion& exclusion : rule.never) {
    if (is_one(context, exclusion.party, facts, person_id)) return &exclusion;
  }
  return nullptr;
}

// The party of a rule in Order::first whose turn it is: see Order. `vacant` is one that stops the
// search because nobody holds it.
struct Turn {
  const Party* party = nullptr;
  const Party* vacant = nullptr;
};

Turn turn_of(const Context& context, const Rule& rule, const Facts& facts) {
  for (const Party& party : rule.by) {
    const auto holders = holders_of(context, party, facts);
    if (holders.empty()) return {nullptr, &party};
    const bool free = std::ranges::any_of(
        holders, [&](const std::string& id) { return !excluded(context, rule, facts, id); });
    if (free) return {&party, nullptr};
  }
  return {};
}

std::vector<const Party*> parties_now(const Context& context, const Rule& rule,
                                      const Facts& facts) {
  std::vector<const Party*> parties;
  if (rule.order == Order::first) {
    if (const Party* party = turn_of(context, rule, facts).party) parties.push_back(party);
    return parties;
  }
  for (const Party& party : rule.by) parties.push_back(&party);
  return parties;
}

Decision deny(std::string code, std::string message, std::string remedy) {
  return {.code = std::move(code), .message = std::move(message), .remedy = std::move(remedy)};
}

Decision deny_not_holder(const Context& context, const Rule& rule, const Facts& facts) {
  if (rule.order == Order::first) {
    const Turn turn = turn_of(context, rule, facts);
    if (turn.vacant) {
      return deny("office_vacant",
                  capacity_of(context, *turn.vacant, facts) + "が任命されていません。",
                  "組織の事務局に任命を依頼してください。");
    }
    if (!turn.party) {
      return deny("nobody_eligible", "これができる役職の人は、みなこの件の当事者です。",
                  "組織の事務局に、当事者でない人の任命を依頼してください。");
    }
  }
  return deny("not_the_holder", "これができるのは" + describe(context, rule, facts) + "だけです。",
              "本人に依頼してください。");
}

std::string describe_party(const Context& context, const Party& party, const Facts& facts) {
  switch (party.kind) {
    case Party::Kind::staff:
      return "職員";
    case Party::Kind::person:
      return party.fact == "applicant" ? "申請者" : "本人";
    case Party::Kind::member:
      return "同じ課の職員";
    case Party::Kind::office:
      return capacity_of(context, party, facts);
  }
  return {};
}

}  // namespace

Decision decide(const Context& context, const Rule& rule, const Facts& facts,
                std::string_view person_id) {
  if (const Exclusion* exclusion = excluded(context, rule, facts, person_id)) {
    Decision denied = deny(exclusion->code, exclusion->message,
                           "これができるのは" + describe(context, rule, facts) + "です。");
    denied.controls = exclusion->controls;
    return denied;
  }
  for (const Party* party : parties_now(context, rule, facts)) {
    if (!is_one(context, *party, facts, person_id)) continue;
    return {.allowed = true, .capacity = capacity_of(context, *party, facts)};
  }
  return deny_not_holder(context, rule, facts);
}

std::vector<Holder> who_may(const Context& context, const Rule& rule, const Facts& facts) {
  std::vector<Holder> people;
  for (const Party* party : parties_now(context, rule, facts)) {
    for (const std::string& id : holders_of(context, *party, facts)) {
      const bool known = std::ranges::find(people, id, &Holder::person_id) != people.end();
      if (known || excluded(context, rule, facts, id)) continue;
      people.push_back({id, capacity_of(context, *party, facts)});
    }
  }
  return people;
}

std::string describe(const Context& context, const Rule& rule, const Facts& facts) {
  std::string words;
  for (const Party* party : parties_now(context, rule, facts)) {
    if (!words.empty()) words += "、";
    words += describe_party(context, *party, facts);
  }
  return words.empty() ? "任命された役職者" : words;
}

}  // namespace mamori::access
