// Exceptions from the regulation that are in force (例外措置; S2 第99条, 第100条; row D9): which
// rules they suspend, for whom and until when. Nothing outside their scope, and nothing after their
// last day. Stateless; throws store::Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "procedures/application.h"
#include "procedures/definition.h"
#include "store/connection.h"

namespace mamori::procedures {

struct Suspension {
  std::string application_id;
  std::string number;                   // 令和8年度 例外 第3号
  std::vector<std::string> rules;       // controls, and duties as rule_of_duty()
  std::string section_id;               // "" where it is not limited to a section
  std::vector<std::string> system_ids;  // none where it is not limited to systems
  std::string until;                    // ISO day, the last

  bool covers_everything() const { return section_id.empty() && system_ids.empty(); }
  bool names(std::string_view rule) const;
  bool names_all(const std::vector<std::string>& rules) const;  // false for none
};

// What a rule that is a duty is called among controls.
std::string rule_of_duty(std::string_view duty_id);  // duty:log-review

// Where something is done: a suspension that is limited counts only there.
struct Where {
  std::vector<std::string> section_ids;  // the section and those above it
  std::vector<std::string> system_ids;
};
bool covers(const Suspension& suspension, const Where& where);

// Of the section today, and of the systems that the form names.
Where where_of(store::Connection& connection, std::string_view section_id, Day today);
void add_systems(const std::vector<registers::Field>& form, const registers::Values& values,
                 Where& where);

// Those in force today, the oldest first.
std::vector<Suspension> suspensions_in_force(store::Connection& connection, Day today);
// The first that suspends all these rules there; nothing when one of them holds.
std::optional<Suspension> suspending(const std::vector<Suspension>& suspensions,
                                     const std::vector<std::string>& rules, const Where& where);

// What the record of an act says of what the application suspends from now on; null when nothing.
Json suspension_json(const Definition& definition, const Application& after);
void project_suspension(store::Connection& connection, const Json& payload);

// A refusal that did not apply because of an exception.
struct Passed {
  std::string code;
  std::string exception_id;
  std::string exception_number;
};
void project_passed(store::Connection& connection, std::uint64_t record_number,
                    const Json& payload);
// Under which exceptions an application was accepted.
std::vector<Passed> passed_by(store::Connection& connection, std::string_view application_id);
// The applications that were accepted under an exception, by id, each once.
std::vector<std::string> accepted_under(store::Connection& connection,
                                        std::string_view exception_id);

}  // namespace mamori::procedures
