// Whom of the organisation those are whom a directory or a provider vouches for.
//
// Tables made of the acts directory.*: somebody nobody knows arrives and waits; the secretariat
// links them to a person (or the program does, where the body wants that); whoever leaves the
// directory is linked no more. A link says who somebody is and gives no right.
//
// Stateless; reads work on the caller's connection and throw store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/ldap_directory.h"
#include "directory/vouched.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::directory {

inline constexpr std::string_view directory_actor = "system:directory";

struct Link {
  std::string id;  // of source and subject: link_id()
  std::string source;
  std::string subject;
  std::string person_id;
  std::string login;  // there, when the link was made
};

// Somebody vouched for who is linked to nobody yet.
struct Arrival {
  std::string id;
  Vouched vouched;
  std::string at;  // ISO instant
};

// Names a subject of a source in addresses and records; says nothing of either.
std::string link_id(std::string_view source, std::string_view subject);

std::optional<Link> find_link(store::Connection& connection, const Vouched& vouched);
std::vector<Link> links_from(store::Connection& connection, std::string_view source);
// Whether the person is linked to somebody of that source already.
bool is_linked(store::Connection& connection, std::string_view source, std::string_view person_id);
std::vector<Arrival> arrivals(store::Connection& connection);  // who waits longest first
std::optional<Arrival> find_arrival(store::Connection& connection, std::string_view id);

// Acts to record. `person` and `name` are those of the person in the organisation.
ledger::Act arrived_act(const Vouched& vouched);
ledger::Act dismissed_act(const Arrival& arrival, std::string_view actor);
ledger::Act linked_act(const Vouched& vouched, std::string_view person, std::string_view name,
                       std::string_view actor);
ledger::Act left_act(const Link& link, std::string_view name, Standing standing);

// ledger::Projection of "directory.".
void project(store::Connection& connection, const ledger::Record& record);
// One for retention.erased: nobody vouches any longer for a person who was erased.
void project_erasure(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::directory
