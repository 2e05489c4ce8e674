// Which entries of a register somebody may see, for lists, searches and files.
#pragma once

#include <string_view>

#include "access/decision.h"
#include "registers/entry_set.h"
#include "registers/register.h"

namespace mamori::body {

struct Readable {
  bool all = false;        // and what has no section
  bool somewhere = false;  // there could be such entries, whether or not there are
  registers::EntrySet entries;

  bool contains(std::int64_t serial) const { return all || entries.contains(serial); }
};

// Whether somebody may see, or write, an entry with these facts; of several facts of one entry the
// best counts.
access::Decision may_write(const access::Roster& roster, const registers::Definition& definition,
                           const std::vector<access::Facts>& entry, std::string_view person_id);
// Asked of those who may see registers at all.
access::Decision may_read(const access::Roster& roster, const registers::Definition& definition,
                          const std::vector<access::Facts>& entry, std::string_view person_id);

// Decides once for each rank, for what is confined and what is not, and in those for each section,
// system and person by which the rules of the register ask.
Readable readable_entries(store::Connection& connection, const access::Roster& roster,
                          const registers::Definition& definition, std::string_view person_id);

}  // namespace mamori::body
