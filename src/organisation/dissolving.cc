#include "organisation/dissolving.h"

#include <algorithm>

#include "organisation/input.h"
#include "organisation/organisation.h"

namespace mamori::organisation {
namespace {

using store::Connection;

Error later_change() {
  return wrong_field("to", "later_change_exists",
                     "その日より後に、この課への異動や変更が既に決まっています。"
                     "先に、それを直してください。");
}

// Whether anybody comes, or anything changes there, on or after that day.
bool is_settled_later(Connection& connection, const std::string& section_id, Day to) {
  const auto later = [&](std::string_view query) {
    return connection.first(query, section_id, iso_day(to)).has_value();
  };
  return later(
             "SELECT 1 AS found FROM section_states WHERE section_id = $1 AND valid_from >= $2") ||
         later(
             "SELECT 1 AS found FROM memberships WHERE section_id = $1 AND valid_from >= $2 AND "
             "(valid_to IS NULL OR valid_to > valid_from)") ||
         later(
             "SELECT 1 AS found FROM appointments WHERE section_id = $1 AND valid_from >= $2 AND "
             "(valid_to IS NULL OR valid_to > valid_from)");
}

class Planner {
 public:
  Planner(Rehearsal& rehearsal, const Offices& offices, Day to)
      : rehearsal_(rehearsal), offices_(offices), to_(to) {}

  Result<Dissolution> plan(const Section& ending, const std::optional<Section>& into) {
    found_.section_id = ending.id;
    found_.section_name = ending.name;
    found_.into_name = into ? into->name : "";
    found_.to = iso_day(to_);
    if (auto done = raise_what_stands_below(ending, into); !done) return fail(done.error());
    if (auto done = move_members(ending, into); !done) return fail(done.error());
    if (auto done = end_offices(ending); !done) return fail(done.error());
    auto ended =
        perform("organisation.abolish_section", {{"section", ending.id}, {"to", iso_day(to_)}});
    if (!ended) return fail(ended.error());
    return std::move(found_);
  }

  JsonArray take_changes() { return std::move(changes_); }

 private:
  Connection& connection() { return rehearsal_.connection(); }

  Result<void> perform(std::string_view kind, const Json& input) {
    auto act = rehearsal_.perform(kind, input);
    if (!act) return fail(act.error());
    for (const Json& ended : array_at(act->payload, "ended")) {
      found_.offices.push_back({text_at(ended, "title"), text_at(act->payload, "person_name")});
    }
    JsonObject noted = act->payload.get_object();
    noted["kind"] = act->kind;
    changes_.emplace_back(std::move(noted));
    return {};
  }

  // 係 go with their 課; what stood below a 部 stands below the other one, or below nothing.
  Result<void> raise_what_stands_below(const Section& ending, const std::optional<Section>& into) {
    for (const Section& below : sections(connection(), to_)) {
      if (below.parent_id != ending.id) continue;
      if (!into && below.level == SectionLevel::unit) {
        return fail(wrong_field("section", "section_in_use",
                                "「" + ending.name +
                                    "」には係があります。統合する課を選ぶか、"
                                    "先に係を廃止してください。"));
      }
      auto moved = perform("organisation.change_section", {{"section", below.id},
                                                           {"name", below.name},
                                                           {"parent", into ? into->id : ""},
                                                           {"from", iso_day(to_)}});
      if (!moved) return moved;
      found_.raised.push_back(below.name);
    }
    return {};
  }

  std::string name_of(const std::string& person_id) {
    const auto found = person(connection(), person_id, to_);
    return found ? found->name : person_id;
  }

  Result<void> move_members(const Section& ending, const std::optional<Section>& into) {
    for (const Membership& held : memberships(connection(), to_)) {
      if (held.section_id != ending.id) continue;
      auto moved = !held.main ? end_besides(held) : into ? move(held, *into) : leave(held);
      if (!moved) return moved;
    }
    return {};
  }

  Result<void> move(const Membership& held, const Section& into) {
    found_.moved.push_back(name_of(held.person_id));
    return perform("organisation.move_person", {{"person", held.person_id},
                                                {"section", into.id},
                                                {"post", held.post},
                                                {"from", iso_day(to_)}});
  }

  Result<void> leave(const Membership& held) {
    found_.without_section.push_back(name_of(held.person_id));
    return perform("organisation.leave_section",
                   {{"person", held.person_id}, {"from", iso_day(to_)}});
  }

  Result<void> end_besides(const Membership& held) {
    found_.besides.push_back(name_of(held.person_id));
    return perform(
        "organisation.end_membership",
        {{"person", held.person_id}, {"section", held.section_id}, {"to", iso_day(to_)}});
  }

  // Those of people who belong elsewhere; the others ended with the membership.
  Result<void> end_offices(const Section& ending) {
    for (const Appointment& held : appointments(connection(), to_)) {
      if (held.section_id != ending.id) continue;
      found_.offices.push_back({offices_.title(held.office), name_of(held.person_id)});
      auto ended =
          perform("organisation.end_appointment", {{"appointment", held.id}, {"to", iso_day(to_)}});
      if (!ended) return ended;
    }
    return {};
  }

  Rehearsal& rehearsal_;
  const Offices& offices_;
  const Day to_;
  Dissolution found_;
  JsonArray changes_;
};

}  // namespace

Result<Dissolution> dissolve_section(Rehearsal& rehearsal, const Offices& offices,
                                     const Change& change, const Json& input) {
  Connection& connection = rehearsal.connection();
  const auto to = day_or_today(input, "to", change.now);
  if (!to) return fail(to.error());
  const auto ending = section(connection, text_at(input, "section"), *to);
  if (!ending) return fail(wrong_field("section", "section_unknown", "課を選んでください。"));
  const std::string into_id = text_at(input, "into");
  const auto into = section(connection, into_id, *to);
  const bool fits = into && into->id != ending->id && into->level == ending->level;
  if (!into_id.empty() && !fits) {
    return fail(
        wrong_field("into", "into_wrong", "統合する先には、同じ種別の、別の課を選んでください。"));
  }
  if (is_settled_later(connection, ending->id, *to)) return fail(later_change());
  Planner planner(rehearsal, offices, *to);
  auto found = planner.plan(*ending, into);
  if (!found) return fail(found.error());
  found->act = {"organisation.dissolve_section", change.actor, "sections/" + ending->id,
                JsonObject{{"id", ending->id},
                           {"name", ending->name},
                           {"into", into_id},
                           {"into_name", found->into_name},
                           {"to", iso_day(*to)},
                           {"changes", planner.take_changes()}}};
  return found;
}

}  // namespace mamori::organisation
