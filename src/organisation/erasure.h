// Taking a person who left out of the organisation for good (row J2): when they left, what is said
// of them instead of a name, and what is left of records that speak of several people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "ledger/journal.h"
#include "store/connection.h"

namespace mamori::organisation {

// 退職者 4F7K2M: names somebody in records that stay for ever, without saying who it was.
std::string leaver_label(std::string_view person_id);
// Stands where the name of somebody stood who was erased.
inline constexpr std::string_view erased_name = "（消去された職員）";

// The first day on which the person does not belong to the body any more, for good; nothing while
// no such day is known.
std::optional<Day> left_on(store::Connection& connection, std::string_view person_id);

// Subjects of the records that say what the person was: people/…, contacts/…, their absences. What
// they were appointed to and what they decided is not among them: it is evidence.
std::vector<std::string> subjects_about(store::Connection& connection, std::string_view person_id);

// What stays of the payload of organisation.import_roster when the person is taken out: of each
// change that is theirs, that there was one. Nothing when it does not speak of them.
std::optional<Json> roster_without(const Json& payload, std::string_view person_id);

// A ledger::Projection for retention.erased: the person goes out of every table of this room.
void project_erasure(store::Connection& connection, const ledger::Record& record);

}  // namespace mamori::organisation
