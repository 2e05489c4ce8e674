// Things that end and are kept for a time: entries of registers, applications, and what is known of
// people who left. Stateless, on the caller's connection; throws store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "ledger/journal.h"
#include "procedures/definition.h"
#include "registers/register.h"

namespace mamori::retention {

struct Rules {
  const registers::Definitions& registers;
  const procedures::Definitions& procedures;
  const registers::Retention& people;
};

struct Thing {
  std::string subject;    // its address below the body: registers/assets/assets-12
  std::string number;     // 資産 第12号; of a person what stays when they are erased: 退職者 4F7K2M
  std::string title;      // 情報資産台帳
  std::string name = {};  // of a person, for those who choose; in no record of the erasure
  std::string ended;      // ISO day on which it ended; "" while it has not, or nobody said
  std::string kept_until;  // ISO day; "" when nothing says how long
  bool in_use = false;     // open, held by an application, or not left yet

  bool is_due(Day today) const { return !kept_until.empty() && kept_until < iso_day(today); }
};

// The thing at this address; nothing when there is none (any more).
std::optional<Thing> thing_at(store::Connection& connection, const Rules& rules,
                              std::string_view subject, Day today);
// Whose retention is over, the longest first. Nothing in use is among them.
std::vector<Thing> due(store::Connection& connection, const Rules& rules, Day today);

// Why and by whose leave a thing is erased.
struct Order {
  std::string actor;        // who erases it
  std::string reason;       // 保存期間満了
  std::string application;  // erasure-2026-1
  std::string number;       // 令和8年度 消去 第1号
  std::string asked_by;     // names, as they were
  std::string approved_by;
};

// The act that erases the thing; recorded before its records are erased.
ledger::Act erase(const Thing& thing, const Order& order);
inline constexpr std::string_view erased_kind = "retention.erased";
// The address of a person begins with it.
inline constexpr std::string_view of_people = "people/";

// What remains of an erased thing.
struct Erasure {
  std::string subject;
  std::string number;
  std::string title;
  std::string reason;
  std::string application;
  std::string application_number;
  std::string asked_by;
  std::string approved_by;
  std::string erased_at;  // ISO instant
  std::uint64_t record_number = 0;
};
std::optional<Erasure> erasure_of(store::Connection& connection, std::string_view subject);
std::vector<Erasure> erasures(store::Connection& connection);  // newest first
// 令和13年4月3日に「保存期間満了」により消去されました。
std::string sentence_of(const Erasure& erasure);

// A ledger::Projection for retention.erased.
void project(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::retention
