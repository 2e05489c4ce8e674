#include "access/roster.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mamori::access {
namespace {

using organisation::Office;
using organisation::OfficeScope;

}  // namespace

std::span<const std::uint32_t> Roster::Lists::of(std::uint32_t number) const {
  if (number >= starts.size() - 1) return {};
  return std::span(values).subspan(starts[number], starts[number + 1] - starts[number]);
}

Roster::Lists Roster::lists(std::size_t owners, std::vector<Pair> pairs) {
  std::ranges::stable_sort(pairs, {}, &Pair::owner);
  Lists made;
  made.starts.assign(owners + 1, 0);
  for (const Pair& pair : pairs) ++made.starts[pair.owner + 1];
  for (std::size_t owner = 0; owner < owners; ++owner) made.starts[owner + 1] += made.starts[owner];
  for (const Pair& pair : pairs) made.values.push_back(pair.value);
  return made;
}

// `unknown` where there is no such seat.
std::uint32_t Roster::seat_of(const Base& base, OfficeIndex office, SectionIndex section) {
  if (office == unknown) return unknown;
  if (base.scopes[office] == OfficeScope::body) return base.first_seat[office];
  if (section == unknown) return unknown;
  const bool names_section = section < base.section_count;
  if (base.scopes[office] == OfficeScope::section) {
    return names_section ? base.first_seat[office] + section : unknown;
  }
  if (names_section || section == whole_body) return base.first_seat[office];
  if (section == elsewhere) return base.first_seat[office] + 1;
  return base.first_seat[office] + 2 + (section - static_cast<std::uint32_t>(base.section_count));
}

// What the seats of an office are of, counted from its first one.
SectionIndex Roster::place_of_seat(const Base& base, OfficeIndex office, std::uint32_t seat) {
  if (base.scopes[office] != OfficeScope::system) return seat;
  if (seat == 0) return whole_body;
  if (seat == 1) return elsewhere;
  return static_cast<std::uint32_t>(base.section_count) + seat - 2;
}

Roster::Numbers Roster::numbered(const auto& things) {
  Numbers numbers;
  for (const auto& thing : things) {
    numbers.emplace(thing.id, static_cast<std::uint32_t>(numbers.size()));
  }
  return numbers;
}

Roster::Base Roster::name_everything(const Staffing& staffing,
                                     const organisation::Offices& offices) {
  Base base{.people = staffing.people, .sections = staffing.sections, .offices = offices.all()};
  base.person_of = numbered(base.people);
  base.section_count = base.sections.size();
  base.section_of = numbered(base.sections);
  for (const auto& system : staffing.systems) {
    const auto number = static_cast<std::uint32_t>(base.sections.size());
    if (base.section_of.emplace(system.id, number).second) base.sections.push_back(system);
  }
  for (const auto& unit : staffing.units) {
    const SectionIndex above = at(base.section_of, unit.section_id);
    if (above != unknown) base.section_of.emplace(unit.id, above);
  }
  base.office_of = numbered(base.offices);
  std::uint32_t seats = 0;
  for (const Office& office : base.offices) {
    const bool of_body = office.scope == OfficeScope::body;
    const std::size_t systems = base.sections.size() - base.section_count;
    base.first_seat.push_back(seats);
    base.scopes.push_back(office.scope);
    seats += static_cast<std::uint32_t>(of_body                                ? 1
                                        : office.scope == OfficeScope::section ? base.section_count
                                                                               : 2 + systems);
    base.stands_in_absent.push_back(at(base.office_of, office.when_absent));
    base.stands_in_vacant.push_back(at(base.office_of, office.when_vacant));
  }
  base.first_seat.push_back(seats);
  return base;
}

void Roster::place_members(Base& base, const Staffing& staffing) {
  std::set<std::pair<PersonIndex, SectionIndex>> known;
  std::vector<Pair> sections;
  std::vector<Pair> members;
  for (const auto& [person_id, section_id] : staffing.memberships) {
    const PersonIndex person = at(base.person_of, person_id);
    const SectionIndex section = at(base.section_of, section_id);
    if (person == unknown || section == unknown) continue;
    if (!known.emplace(person, section).second) continue;  // the section and a unit of it
    sections.push_back({person, section});
    members.push_back({section, person});
  }
  std::vector<Pair> former;
  for (const auto& [person_id, section_id] : staffing.former) {
    const PersonIndex person = at(base.person_of, person_id);
    const SectionIndex section = at(base.section_of, section_id);
    if (person != unknown && section != unknown) former.push_back({person, section});
  }
  base.former_sections_of = lists(base.people.size(), std::move(former));
  base.sections_of = lists(base.people.size(), std::move(sections));
  base.members = lists(base.sections.size(), std::move(members));
}

// The seats that an appointment or a delegation speaks of: that of the section or the body; of a
// system, and of all who hold the office; of every system, when it names none.
std::vector<std::uint32_t> Roster::seats_named(const Base& base, std::string_view office_id,
                                               std::string_view place_id) {
  const OfficeIndex office = at(base.office_of, office_id);
  if (office == unknown) return {};
  const SectionIndex place = at(base.section_of, place_id);
  if (base.scopes[office] != OfficeScope::system) {
    const std::uint32_t seat = seat_of(base, office, place);
    return seat == unknown ? std::vector<std::uint32_t>{} : std::vector{seat};
  }
  std::vector<std::uint32_t> seats{base.first_seat[office]};
  if (place_id.empty()) seats.push_back(base.first_seat[office] + 1);
  for (auto system = static_cast<std::uint32_t>(base.section_count); system < base.sections.size();
       ++system) {
    if (place_id.empty() || system == place) seats.push_back(seat_of(base, office, system));
  }
  return seats;
}

// Who belongs to a committee or a team by holding another office; each once.
void Roster::add_members(const Base& base, Seated& seated, std::vector<Pair>& holders) {
  const std::vector<Pair> appointed = holders;
  for (OfficeIndex board = 0; board < base.offices.size(); ++board) {
    for (const std::string& id : base.offices[board].members) {
      const OfficeIndex office = at(base.office_of, id);
      if (office == unknown) continue;
      for (const Pair& held : appointed) {
        const bool of_office =
            held.owner >= base.first_seat[office] && held.owner < base.first_seat[office + 1];
        if (!of_office || !seated.emplace(base.first_seat[board], held.value).second) continue;
        holders.push_back({base.first_seat[board], held.value});
      }
    }
  }
}

void Roster::place_holders(Base& base, const Staffing& staffing) {
  std::vector<Pair> holders;
  Seated seated;
  for (const auto& held : staffing.holdings) {
    if (std::ranges::find(staffing.units, held.section_id, &Staffing::Unit::id) !=
        staffing.units.end()) {
      continue;
    }
    const PersonIndex person = at(base.person_of, held.person_id);
    if (person == unknown) continue;
    for (const std::uint32_t seat : seats_named(base, held.office, held.section_id)) {
      if (seated.emplace(seat, person).second) holders.push_back({seat, person});
    }
  }
  add_members(base, seated, holders);
  base.holders = lists(base.first_seat.back(), std::move(holders));
  for (const auto& given : staffing.delegations) {
    const PersonIndex from = at(base.person_of, given.from);
    const PersonIndex to = at(base.person_of, given.to);
    if (to == unknown) continue;
    for (const std::uint32_t seat : seats_named(base, given.office, given.section_id)) {
      base.delegations.push_back({seat, from, to});
    }
  }
}

std::shared_ptr<const Roster::Base> Roster::compile(const Staffing& staffing,
                                                    const organisation::Offices& offices) {
  Base base = name_everything(staffing, offices);
  place_members(base, staffing);
  place_holders(base, staffing);
  return std::make_shared<const Base>(std::move(base));
}

Roster::Roster(const Staffing& staffing, const organisation::Offices& offices)
    : base_(compile(staffing, offices)), away_(base_->people.size(), false) {
  for (const std::string& id : staffing.absent) {
    if (const PersonIndex absent = person(id); absent != unknown) away_[absent] = true;
  }
  fill_seats();
}

Roster::Roster(std::shared_ptr<const Base> base, std::vector<bool> away)
    : base_(std::move(base)), away_(std::move(away)) {
  fill_seats();
}

Roster Roster::without(PersonIndex person) const {
  std::vector<bool> away = away_;
  away.at(person) = true;
  return Roster(base_, std::move(away));
}

void Roster::add_delegates(std::vector<Acting>& list, OfficeIndex office, std::uint32_t seat,
                           PersonIndex holder) const {
  for (const Delegation& given : base_->delegations) {
    if (given.seat != seat || given.from != holder) continue;
    list.push_back({given.to, holder, office, Manner::delegate, away_[given.to]});
  }
}

void Roster::add_deputies(std::vector<Acting>& list, OfficeIndex deputy, SectionIndex section,
                          PersonIndex holder, Manner manner) const {
  if (deputy == unknown) return;
  for (const Acting& one : acting_in(deputy, section)) {
    if (!one.away) list.push_back({one.person, holder, deputy, manner, false});
  }
}

// Offices never stand in for each other in a circle (Offices::parse), so this ends.
std::vector<Acting> Roster::acting_in(OfficeIndex office, SectionIndex section) const {
  const std::uint32_t seat = seat_of(*base_, office, section);
  std::vector<Acting> list;
  const auto holders = base_->holders.of(seat);
  for (const PersonIndex holder : holders) {
    list.push_back({holder, holder, office, Manner::holder, away_[holder]});
  }
  for (const PersonIndex holder : holders) {
    if (!away_[holder]) continue;
    const std::size_t before = list.size();
    add_delegates(list, office, seat, holder);
    const bool stood_in = std::any_of(list.begin() + static_cast<std::ptrdiff_t>(before),
                                      list.end(), [](const Acting& one) { return !one.away; });
    if (stood_in) continue;
    add_deputies(list, base_->stands_in_absent[office], section, holder, Manner::absence);
  }
  if (holders.empty()) {
    add_deputies(list, base_->stands_in_vacant[office], section, unknown, Manner::vacancy);
  }
  return list;
}

void Roster::fill_seats() {
  seat_starts_.reserve(base_->first_seat.back() + 1);
  for (OfficeIndex office = 0; office < base_->offices.size(); ++office) {
    const std::uint32_t count = base_->first_seat[office + 1] - base_->first_seat[office];
    for (std::uint32_t seat = 0; seat < count; ++seat) {
      seat_starts_.push_back(static_cast<std::uint32_t>(seats_.size()));
      const auto list = acting_in(office, place_of_seat(*base_, office, seat));
      seats_.insert(seats_.end(), list.begin(), list.end());
    }
  }
  seat_starts_.push_back(static_cast<std::uint32_t>(seats_.size()));
}

std::vector<std::string> Roster::section_ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, number] : base_->section_of) {
    if (number < base_->section_count) ids.push_back(id);
  }
  return ids;
}

bool Roster::is_member(PersonIndex person, SectionIndex section) const {
  const auto sections = base_->sections_of.of(person);
  return std::ranges::find(sections, section) != sections.end();
}

bool Roster::was_member(PersonIndex person, SectionIndex section) const {
  const auto former = base_->former_sections_of.of(person);
  return is_member(person, section) || std::ranges::find(former, section) != former.end();
}

std::span<const SectionIndex> Roster::sections_of(PersonIndex person) const {
  return base_->sections_of.of(person);
}

std::span<const PersonIndex> Roster::members(SectionIndex section) const {
  return base_->members.of(section);
}

std::span<const Acting> Roster::acting(OfficeIndex office, SectionIndex section) const {
  const std::uint32_t seat = seat_of(*base_, office, section);
  if (seat == unknown) return {};
  return std::span(seats_).subspan(seat_starts_[seat], seat_starts_[seat + 1] - seat_starts_[seat]);
}

}  // namespace mamori::access
