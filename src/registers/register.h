// A register (台帳): its definition, its entries, and the acts that change them.
// Reading is stateless on the caller's connection and throws store::Failure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/rule.h"
#include "base/clock.h"
#include "ledger/journal.h"
#include "registers/field.h"
#include "registers/retention.h"
#include "registers/scheme.h"

namespace mamori::registers {

struct Definition {
  std::string id;      // assets
  std::string title;   // 情報資産台帳
  std::string entry;   // 情報資産: one of them
  std::string number;  // 資産: before the number of an entry
  std::string lead;
  std::vector<std::string> columns;  // field names shown in the list
  std::vector<Field> fields;
  std::optional<Retention> retention;
  access::Rule write;  // who may add and change entries; fact `section` is the entry's section

  static Result<Definition> parse(std::string file, std::string_view yaml, const Schemes& schemes);
};

using Definitions = std::map<std::string, Definition, std::less<>>;

struct Entry {
  std::string id;  // assets-12
  std::string register_id;
  std::int64_t serial = 0;
  std::string section_id;
  std::string label;
  Values values;
  std::int64_t version = 0;
  std::string updated_at;
};

// 資産 第12号
std::string number_of(const Definition& definition, std::int64_t serial);

std::vector<Entry> entries(store::Connection& connection, std::string_view register_id);
std::optional<Entry> entry(store::Connection& connection, std::string_view id);
std::int64_t entry_count(store::Connection& connection, std::string_view register_id);

struct Change {
  std::string actor;
  Instant now;
};

// Prepares the act that adds an entry. `input` as for check().
Result<ledger::Act> add_entry(store::Connection& connection, const Definition& definition,
                              const Change& change, const Json& input);
// Prepares the act that changes an entry. `version` is the one the person saw: somebody else's
// change in between is "entry_changed", and nothing is lost.
Result<ledger::Act> change_entry(store::Connection& connection, const Definition& definition,
                                 const Change& change, const Entry& old, std::int64_t version,
                                 const Json& input);

// The facts an access rule may ask of an entry with these values.
access::Facts facts_of(const Json& values);

// Numbers of a series (a register, a procedure in a 年度) are given once, also when what had them
// was erased. `subject` ends in <series>-<number>.
std::int64_t next_number(store::Connection& connection, std::string_view series);
void take_number(store::Connection& connection, std::string_view subject);

// A ledger::Projection for the acts registers.*.
void project(store::Connection& connection, const ledger::Record& record);
// One for retention.erased: the entry goes.
void project_erasure(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::registers
