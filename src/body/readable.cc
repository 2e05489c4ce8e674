#include "body/readable.h"

#include <algorithm>
#include <set>

#include "registers/list_index.h"

namespace mamori::body {
namespace {

using access::Facts;
using access::Party;
using registers::Definition;
using registers::EntrySet;
using store::Connection;

// Entries of which the rules ask alike, but for whose they are.
struct EntryKind {
  Facts facts;
  EntrySet entries;
};

class Reading {
 public:
  Reading(Connection& connection, const access::Roster& roster, const Definition& definition,
          std::string_view person_id)
      : connection_(connection), roster_(roster), definition_(definition), person_id_(person_id) {
    parties_ = definition.write.by;
    if (definition.read)
      parties_.insert(parties_.end(), definition.read->by.begin(), definition.read->by.end());
  }

  Readable readable() {
    if (!definition_.read) return {.all = true, .somewhere = true, .entries = {}};
    Readable found{.all = true, .somewhere = false, .entries = {}};
    for (const EntryKind& kind : kinds()) {
      if (may(kind.facts)) {
        found.somewhere = true;
        found.entries |= kind.entries;
        continue;
      }
      found.all = false;
      add_concerning(kind, found);
    }
    return found;
  }

 private:
  bool may(const Facts& facts) const {
    return may_read(roster_, definition_, {facts}, person_id_).allowed;
  }

  EntrySet with(std::string_view field, std::string_view value) const {
    return registers::listed_with(connection_, definition_.id, field, value);
  }

  // What a rule asks by: 'of: section', 'person: keeper'.
  void add_concerning(const EntryKind& kind, Readable& found) const {
    std::set<std::pair<bool, std::string>> asked;  // whether a person is meant, and the fact
    for (const Party& party : parties_) {
      if (!party.fact.empty()) asked.emplace(party.kind == Party::Kind::person, party.fact);
    }
    for (const auto& [of_person, fact] : asked) {
      for (const std::string& value : of_person ? std::vector{person_id_} : places_in(fact)) {
        Facts facts = kind.facts;
        (of_person ? facts.people : facts.sections)[fact] = value;
        if (!may(facts)) continue;
        found.somewhere = true;
        EntrySet theirs = with(fact, value);
        found.entries |= theirs &= kind.entries;
      }
    }
  }

  // Sections as the roster has them, systems as the entries name them.
  std::vector<std::string> places_in(const std::string& fact) const {
    std::vector<std::string> places;
    const registers::Field* field = registers::find(definition_.fields, fact);
    const bool of_systems = field && field->type == registers::FieldType::references;
    if (of_systems) {
      for (const auto& entry : registers::entries(connection_, field->of))
        places.push_back(entry.id);
    } else {
      places = roster_.section_ids();
    }
    return places;
  }

  std::vector<EntryKind> kinds() const {
    std::vector<EntryKind> kinds{{{}, registers::listed(connection_, definition_.id)}};
    const bool by_rank = std::ranges::any_of(
        parties_, [](const Party& party) { return party.rank_max != Party::any_rank; });
    if (by_rank) kinds = by_ranks(kinds.front());
    if (definition_.confined.empty()) return kinds;
    const EntrySet confined = confined_entries();
    std::vector<EntryKind> both;
    for (EntryKind& kind : kinds) {
      EntryKind closed = kind;
      closed.facts.confined = true;
      closed.entries &= confined;
      kind.entries -= confined;
      both.push_back(std::move(kind));
      both.push_back(std::move(closed));
    }
    return both;
  }

  std::vector<EntryKind> by_ranks(const EntryKind& whole) const {
    std::vector<EntryKind> kinds{whole};
    const registers::Field* level = registers::level_field(definition_);
    if (!level) return kinds;
    for (const registers::Option& option : level->options) {
      EntryKind one{{}, with(level->name, option.value)};
      one.facts.rank = option.rank;
      kinds.front().entries -= one.entries;
      kinds.push_back(std::move(one));
    }
    return kinds;
  }

  EntrySet confined_entries() const {
    EntrySet confined;
    for (const registers::Confined& one : definition_.confined) {
      for (const std::string& value : one.values) confined |= with(one.field, value);
    }
    return confined;
  }

  Connection& connection_;
  const access::Roster& roster_;
  const Definition& definition_;
  const std::string person_id_;
  std::vector<Party> parties_;
};

access::Decision best(const access::Roster& roster, const access::Rule& rule,
                      const std::vector<Facts>& entry, std::string_view person_id) {
  access::Decision decision;
  for (const Facts& facts : entry) {
    decision = access::decide(roster, rule, facts, person_id);
    if (decision.allowed) break;
  }
  return decision;
}

}  // namespace

access::Decision may_write(const access::Roster& roster, const Definition& definition,
                           const std::vector<Facts>& entry, std::string_view person_id) {
  return best(roster, definition.write, entry, person_id);
}

access::Decision may_read(const access::Roster& roster, const Definition& definition,
                          const std::vector<Facts>& entry, std::string_view person_id) {
  if (!definition.read) return {.allowed = true};
  access::Decision named = best(roster, *definition.read, entry, person_id);
  if (named.allowed) return named;
  access::Decision writer = may_write(roster, definition, entry, person_id);
  return writer.allowed ? writer : named;
}

Readable readable_entries(Connection& connection, const access::Roster& roster,
                          const Definition& definition, std::string_view person_id) {
  return Reading(connection, roster, definition, person_id).readable();
}

}  // namespace mamori::body
