// A roster (当日の体制): the organisation of one day, compiled so that rules are decided on it
// without asking the database. People, sections and offices are small numbers; a seat is an office
// in a section or in the body, with everybody who acts in it.
//
// Does not change once made: safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "access/staffing.h"
#include "organisation/offices.h"

namespace mamori::access {

using PersonIndex = std::uint32_t;
using SectionIndex = std::uint32_t;
using OfficeIndex = std::uint32_t;
// Stands for whoever or whatever the roster does not know.
inline constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();
// Stands where a section or system might be named and none is meant.
inline constexpr std::uint32_t whole_body = unknown - 1;
// Stands for a section or system that the roster does not know: for such a system, whoever holds an
// office for all systems holds it.
inline constexpr std::uint32_t elsewhere = unknown - 2;

// How somebody comes to act in a seat.
enum class Manner : std::uint8_t {
  holder,    // by appointment
  delegate,  // named by the holder, who is absent (職務の代行)
  absence,   // by the office that stands in while the holder is absent (代決)
  vacancy,   // by the office that stands in while nobody holds it
};

struct Acting {
  PersonIndex person = unknown;
  PersonIndex holder = unknown;  // whose office it is; the person itself for Manner::holder
  OfficeIndex office = unknown;  // of the person: the one acted in, or the one that stands in
  Manner manner = Manner::holder;
  bool away = false;  // may act, but is not expected to
};

class Roster {
 public:
  Roster(const Staffing& staffing, const organisation::Offices& offices);

  // `unknown` for an id the roster does not know.
  PersonIndex person(std::string_view id) const { return at(base_->person_of, id); }
  SectionIndex section(std::string_view id) const { return at(base_->section_of, id); }
  OfficeIndex office(std::string_view id) const { return at(base_->office_of, id); }
  // The section or system a thing names; `elsewhere` for one the roster does not know.
  SectionIndex place(std::string_view id) const {
    const SectionIndex known = section(id);
    return known == unknown && !id.empty() ? elsewhere : known;
  }

  std::size_t people_count() const { return base_->people.size(); }
  std::size_t office_count() const { return base_->offices.size(); }
  // Systems have numbers too, behind those of the sections.
  std::size_t section_count() const { return base_->section_count; }
  std::size_t system_count() const { return base_->sections.size() - base_->section_count; }
  const Staffing::Named& person_at(PersonIndex person) const { return base_->people[person]; }
  std::vector<std::string> section_ids() const;  // 係 too, not systems
  const Staffing::Named& section_at(SectionIndex section) const { return base_->sections[section]; }
  const organisation::Office& office_at(OfficeIndex office) const { return base_->offices[office]; }
  bool is_away(PersonIndex person) const { return away_[person]; }

  bool is_member(PersonIndex person, SectionIndex section) const;
  // Or belonged to it within the last year.
  bool was_member(PersonIndex person, SectionIndex section) const;
  std::span<const SectionIndex> sections_of(PersonIndex person) const;
  std::span<const PersonIndex> members(SectionIndex section) const;
  // Everybody who acts in an office. `section` is that of an office of sections, the system of an
  // office of systems; a section or `whole_body` there means any system. Holders first, then those
  // who act for them. Empty: the office is vacant and nobody stands in.
  std::span<const Acting> acting(OfficeIndex office, SectionIndex section) const;

  // The same day with one more person away.
  Roster without(PersonIndex person) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  using Numbers = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
  // Lists of numbers, one for each of many: those of `n` lie from starts[n] to starts[n + 1].
  struct Lists {
    std::vector<std::uint32_t> starts;
    std::vector<std::uint32_t> values;
    std::span<const std::uint32_t> of(std::uint32_t number) const;
  };
  struct Pair {
    std::uint32_t owner;
    std::uint32_t value;
  };
  struct Delegation {
    std::uint32_t seat;
    PersonIndex from;
    PersonIndex to;
  };
  // What does not depend on who is away.
  struct Base {
    std::vector<Staffing::Named> people;
    std::vector<Staffing::Named> sections;  // and behind them the systems
    std::size_t section_count = 0;
    std::vector<organisation::Office> offices;
    Numbers person_of;
    Numbers section_of;
    Numbers office_of;
    // Of each office, and behind the last. Beside it, where deciding looks first: what there is one
    // of it for. An office of systems has a seat of all who hold it, one of those who hold it for
    // all systems, and then one for each system.
    std::vector<std::uint32_t> first_seat;
    std::vector<organisation::OfficeScope> scopes;
    std::vector<OfficeIndex> stands_in_absent;
    std::vector<OfficeIndex> stands_in_vacant;
    Lists sections_of;
    Lists former_sections_of;
    Lists members;
    Lists holders;  // by seat
    std::vector<Delegation> delegations;
  };

  static std::uint32_t at(const Numbers& numbers, std::string_view id) {
    const auto found = numbers.find(id);
    return found == numbers.end() ? unknown : found->second;
  }
  static Lists lists(std::size_t owners, std::vector<Pair> pairs);
  static Numbers numbered(const auto& things);
  static Base name_everything(const Staffing& staffing, const organisation::Offices& offices);
  static void place_members(Base& base, const Staffing& staffing);
  static void place_holders(Base& base, const Staffing& staffing);
  static std::vector<std::uint32_t> seats_named(const Base& base, std::string_view office_id,
                                                std::string_view place_id);
  using Seated = std::set<std::pair<std::uint32_t, PersonIndex>>;  // seat and person, each once
  static void add_members(const Base& base, Seated& seated, std::vector<Pair>& holders);
  static std::shared_ptr<const Base> compile(const Staffing& staffing,
                                             const organisation::Offices& offices);
  Roster(std::shared_ptr<const Base> base, std::vector<bool> away);

  void fill_seats();
  std::vector<Acting> acting_in(OfficeIndex office, SectionIndex section) const;
  void add_delegates(std::vector<Acting>& list, OfficeIndex office, std::uint32_t seat,
                     PersonIndex holder) const;
  void add_deputies(std::vector<Acting>& list, OfficeIndex deputy, SectionIndex section,
                    PersonIndex holder, Manner manner) const;
  static std::uint32_t seat_of(const Base& base, OfficeIndex office, SectionIndex section);
  static SectionIndex place_of_seat(const Base& base, OfficeIndex office, std::uint32_t seat);

  std::shared_ptr<const Base> base_;
  std::vector<bool> away_;
  std::vector<std::uint32_t> seat_starts_;
  std::vector<Acting> seats_;
};

}  // namespace mamori::access
