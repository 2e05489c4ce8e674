#include "access/decision.h"

#include <algorithm>
#include <set>

namespace mamori::access {
namespace {

std::string name_of_section(const Roster& roster, std::string_view id) {
  const SectionIndex section = roster.section(id);
  return section == unknown ? std::string() : roster.section_at(section).name;
}

std::string fact_of(const std::map<std::string, std::string, std::less<>>& facts,
                    std::string_view name) {
  const auto found = facts.find(name);
  return found == facts.end() ? std::string() : found->second;
}

// The section whose office is meant; "" for an office of the body.
std::string section_of(const Roster& roster, const Party& party, const Facts& facts) {
  if (party.fact.empty()) return {};
  return name_of_section(roster, fact_of(facts.sections, party.fact));
}

// 情報セキュリティ管理者（住民課）
std::string titled(const Roster& roster, OfficeIndex office, const std::string& section) {
  const std::string title = office == unknown ? std::string() : roster.office_at(office).title;
  return section.empty() ? title : title + "（" + section + "）";
}

std::string office_words(const Roster& roster, const Party& party, const Facts& facts) {
  const OfficeIndex office = roster.office(party.office);
  if (office == unknown) return party.office;
  return titled(roster, office, section_of(roster, party, facts));
}

// 統括情報セキュリティ責任者（CISO不在のため代決）
std::string deputy_words(const Roster& roster, const Party& party, const Facts& facts,
                         const Acting& acting) {
  const std::string section = section_of(roster, party, facts);
  const organisation::Office& office = roster.office_at(roster.office(party.office));
  const std::string of = section.empty() ? "" : section + "の";
  const std::string why = acting.manner == Manner::vacancy ? "欠員" : "不在";
  return roster.office_at(acting.office).title + "（" + of + office.short_title + why +
         "のため代決）";
}

// 情報セキュリティ管理者（住民課）代行（佐々木 誠さん不在のため）
std::string delegate_words(const Roster& roster, const Party& party, const Facts& facts,
                           const Acting& acting) {
  return office_words(roster, party, facts) + "代行（" + roster.person_at(acting.holder).name +
         "さん不在のため）";
}

std::string capacity_of(const Roster& roster, const Party& party, const Facts& facts,
                        const Acting& acting) {
  if (party.kind != Party::Kind::office) return {};
  switch (acting.manner) {
    case Manner::holder:
      return office_words(roster, party, facts);
    case Manner::delegate:
      return delegate_words(roster, party, facts, acting);
    case Manner::absence:
    case Manner::vacancy:
      return deputy_words(roster, party, facts, acting);
  }
  return {};
}

// Whom the thing names, as the auditor of an audit: nobody else knows whom to turn to.
std::string named_person(const Roster& roster, const Party& party, const Facts& facts) {
  const PersonIndex person = roster.person(fact_of(facts.people, party.fact));
  return person == unknown ? "本人" : roster.person_at(person).name;
}

std::string describe_party(const Roster& roster, const Party& party, const Facts& facts) {
  switch (party.kind) {
    case Party::Kind::staff:
      return "職員";
    case Party::Kind::person:
      return party.fact == "applicant" ? "申請者" : named_person(roster, party, facts);
    case Party::Kind::member: {
      const std::string section = section_of(roster, party, facts);
      return section.empty() ? "同じ課の職員" : section + "の職員";
    }
    case Party::Kind::former_member:
      return "同じ課にこの1年の間にいた職員";
    case Party::Kind::office:
      return office_words(roster, party, facts);
  }
  return {};
}

// A rule asked about one thing.
struct Asked {
  const Roster& roster;
  const Rule& rule;
  const Facts& facts;
  const CompiledRule compiled{roster, rule};
  const Thing thing = compiled.thing(roster, facts);
  const CompiledRule::Turn turn = compiled.turn(roster, thing);
};

std::string describe(const Asked& asked) {
  std::string words;
  // Two parties may be the same: the applicant's section and that asked for.
  std::set<std::string> said;
  for (std::uint8_t party = asked.turn.first; party < asked.turn.behind_last; ++party) {
    if (!asked.compiled.is_said_of(asked.thing, party)) continue;
    const std::string one = describe_party(asked.roster, asked.rule.by[party], asked.facts);
    if (said.insert(one).second) words += (words.empty() ? "" : "、") + one;
  }
  return words.empty() ? "任命された役職者" : words;
}

Decision denied(std::string code, std::string message, std::string remedy) {
  return {.code = std::move(code), .message = std::move(message), .remedy = std::move(remedy)};
}

Decision put_into_words(const Asked& asked, const Verdict& verdict) {
  const auto& [roster, rule, facts, compiled, thing, turn] = asked;
  switch (verdict.outcome) {
    case Outcome::allowed: {
      Decision decision{
          .allowed = true,
          .capacity = capacity_of(roster, rule.by[verdict.index], facts, verdict.acting)};
      const Acting& acting = verdict.acting;
      const bool for_another = acting.manner != Manner::holder && acting.holder != unknown;
      if (for_another) decision.acted_for = roster.person_at(acting.holder).id;
      return decision;
    }
    case Outcome::excluded: {
      const Exclusion& exclusion = rule.never[verdict.index];
      Decision decision = denied(exclusion.code, exclusion.message,
                                 "これができるのは" + describe(asked) + "です。");
      decision.controls = exclusion.controls;
      return decision;
    }
    case Outcome::office_vacant:
      return denied(
          "office_vacant",
          describe_party(roster, rule.by[verdict.index], facts) + "が任命されていません。",
          "組織の事務局に任命を依頼してください。");
    case Outcome::nobody_eligible:
      return denied("nobody_eligible", "これができる役職の人は、みなこの件の当事者です。",
                    "組織の事務局に、当事者でない人の任命を依頼してください。");
    case Outcome::not_holder:
      break;
  }
  return denied("not_the_holder", "これができるのは" + describe(asked) + "だけです。",
                "本人に依頼してください。");
}

std::vector<Candidate> candidates_of(const Roster& roster, const Rule& rule, const Facts& facts) {
  const CompiledRule compiled(roster, rule);
  return compiled.candidates(roster, compiled.thing(roster, facts));
}

std::vector<Holder> holders(const Roster& roster, const Rule& rule, const Facts& facts,
                            const std::vector<Candidate>& candidates) {
  std::vector<Holder> people;
  for (const Candidate& one : candidates) {
    people.push_back({roster.person_at(one.person).id,
                      capacity_of(roster, rule.by[one.party], facts, one.acting)});
  }
  return people;
}

}  // namespace

Decision decide(const Roster& roster, const Rule& rule, const Facts& facts,
                std::string_view person_id) {
  const Asked asked{roster, rule, facts};
  return put_into_words(asked,
                        asked.compiled.decide(roster, asked.thing, roster.person(person_id)));
}

std::vector<Holder> who_may(const Roster& roster, const Rule& rule, const Facts& facts) {
  auto candidates = candidates_of(roster, rule, facts);
  const bool all_away = std::ranges::all_of(candidates, &Candidate::away);
  if (!all_away) std::erase_if(candidates, &Candidate::away);
  return holders(roster, rule, facts, candidates);
}

std::vector<Holder> who_is_told(const Roster& roster, const std::vector<Party>& parties,
                                const Facts& facts) {
  const Rule rule{.by = parties, .never = {}};
  return holders(roster, rule, facts, candidates_of(roster, rule, facts));
}

std::string describe(const Roster& roster, const Rule& rule, const Facts& facts) {
  return describe(Asked{roster, rule, facts});
}

}  // namespace mamori::access
