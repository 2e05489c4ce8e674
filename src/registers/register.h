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
#include "registers/audience.h"
#include "registers/field.h"
#include "registers/retention.h"
#include "registers/scheme.h"

namespace mamori::registers {

// Entries with one of these values are for those only who need them (限られた人だけ).
struct Confined {
  std::string field;  // of choices
  std::vector<std::string> values;
};

// A control that entries fulfil.
struct Service {
  std::string control;
  std::shared_ptr<const Condition> when = {};  // only those for which it holds; else every one
  std::string what = {};                       // and what they are called: 行った研修
  // With both: one of them must be younger than so many months, by this date.
  std::string since = {};
  std::chrono::months every{};
};

// Those in the same position, for whom a year is planned: CISO, 会計年度任用職員.
struct Role {
  std::string label;  // "": the title of its only office
  Circle circle;
};

// What is planned for a 年度, held, and attended by role (年間計画). With an audience.
struct Yearly {
  std::string title;  // 研修の年間計画
  std::string year;   // fields: fiscal_year, and two dates
  std::string planned;
  std::string held;
  std::vector<Role> roles;
};

struct Definition {
  std::string id;      // assets
  std::string title;   // 情報資産台帳
  std::string entry;   // 情報資産: one of them
  std::string number;  // 資産: before the number of an entry
  std::string lead;
  std::string group;                 // the heading under which it stands among the registers
  std::vector<std::string> columns;  // field names shown in the list
  std::string order;                 // of the list: a field, "-" before it for the greatest first
  std::vector<Field> fields;
  std::optional<Retention> retention;
  std::string closing;  // 廃止: what an entry that is kept no longer is; on the button 「廃止する」
  std::vector<Service> serves;            // controls that entries of this register fulfil
  access::Rule write;                     // who may add, change and close entries
  std::optional<access::Rule> read;       // who else may see entries; everyone where there is none
  std::vector<Confined> confined = {};    // of which parties may say that they are not meant
  std::optional<Audience> audience = {};  // whom each entry concerns
  std::optional<Yearly> yearly = {};

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
  std::string closed_on;  // ISO day; "" while it is kept
};

// The day from which the entry's retention counts: of its field, or of its closing; "" when it has
// not ended.
std::string ended_on(const Definition& definition, const Entry& entry);

// 12 of registers/assets/assets-12.
std::int64_t serial_of(std::string_view subject);

// 資産 第12号
std::string number_of(const Definition& definition, std::int64_t serial);

std::vector<Entry> entries(store::Connection& connection, std::string_view register_id);
std::optional<Entry> entry(store::Connection& connection, std::string_view id);
std::int64_t entry_count(store::Connection& connection, std::string_view register_id);
// When it was added; nothing when no record says so.
std::optional<Instant> added_at(store::Connection& connection, const Entry& entry);
// Whether it was in the register then and not closed, by what had been recorded until then.
bool was_kept_at(store::Connection& connection, const Entry& entry, Instant at);
// How the entries fulfil one control: how many count, and the newest day of Service::since.
struct Served {
  std::int64_t count = 0;
  std::optional<Day> newest = {};
};
Served served_by(store::Connection& connection, const Definition& definition,
                 const Service& service, Day today);

struct Change {
  std::string actor;
  Instant now;
};

// Prepares the act that adds an entry. `input` as for check().
Result<ledger::Act> add_entry(store::Connection& connection, const Definition& definition,
                              const Change& change, const Json& input);
// The entry and the version of it that the person saw: somebody else's change in between is
// "entry_changed", and nothing is lost.
struct Seen {
  const Entry& entry;
  std::int64_t version = 0;
};
// What is given beside the fields when an entry is changed: why. No field may have this name.
inline constexpr std::string_view reason_name = "change_reason";

// Prepares the act that changes an entry. `input` as for check(), and why: `reason_name`. Fails
// with "entry_closed" for an entry that was closed, with "level_lowered" for a lower level: that is
// a decision of its own.
Result<ledger::Act> change_entry(store::Connection& connection, const Definition& definition,
                                 const Change& change, const Seen& seen, const Json& input);
// Prepares the act that closes an entry: it is kept, and ended. Input {closed_on, change_reason}; a
// day to come is refused ("closing_to_come").
Result<ledger::Act> close_entry(store::Connection& connection, const Definition& definition,
                                const Change& change, const Seen& seen, const Json& input);
// Takes a closing back. Input {change_reason}.
Result<ledger::Act> reopen_entry(store::Connection& connection, const Definition& definition,
                                 const Change& change, const Seen& seen, const Json& input);
// Prepares the act that lowers the level of an entry, which no other change may do. Input {level,
// change_reason}. Fails with "level_not_lower".
Result<ledger::Act> lower_level(store::Connection& connection, const Definition& definition,
                                const Change& change, const Seen& seen, const Json& input);
// The field of the register whose options are the levels of a scheme; nullptr without one.
const Field* level_field(const Definition& definition);
// The fields of the forms of these acts: why; and the day.
Field reason_field();
std::vector<Field> closing_fields(const Definition& definition);
std::vector<Field> lowering_fields(const Definition& definition, const Entry& entry);

// Entries of any register that refer to this one, and by which field; the oldest first.
struct Reference {
  Entry entry;
  std::string field;
};
std::vector<Reference> references_to(store::Connection& connection, std::string_view entry_id,
                                     std::size_t count_max);

// The facts an access rule may ask of an entry with these values: under the names of its fields its
// section, its people and the information system it belongs to; its rank; whether it is confined.
// Of several systems one each: whoever is concerned with one of them is concerned. Never empty.
std::vector<access::Facts> facts_of(const Definition& definition, const Values& values);

// Numbers of a series (a register, a procedure in a 年度) are given once, also when what had them
// was erased. `subject` ends in <series>-<number>.
std::int64_t next_number(store::Connection& connection, std::string_view series);
void take_number(store::Connection& connection, std::string_view subject);

// A ledger::Projection for the acts registers.*.
void project(store::Connection& connection, const ledger::Record& record);
// One for retention.erased: the entry goes.
void project_erasure(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::registers
