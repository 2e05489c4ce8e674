// A record of the ledger in words: what was done, by whom, as what, to what.
#pragma once

#include <string>
#include <vector>

#include "ledger/journal.h"
#include "web/site.h"

namespace mamori::web {

// 許可; the label in the record itself, else that of web/act_labels.h, else the kind.
std::string act_label(const ledger::Record& record);
// The name as it was when recorded; for the program itself mamori.
std::string actor_name(store::Connection& connection, const ledger::Record& record);
// The section and offices as they were when recorded: 総務課・mamori管理者.
std::string actor_capacity(const ledger::Record& record);

// The thing a record is about; `href` is "" where it has no page.
struct Subject {
  std::string text;
  std::string href;
};
Subject subject_of(const Visit& visit, const ledger::Record& record);

// What the record says, for people: {"label", "text"}.
JsonArray contents_of(const ledger::Record& record);
// Two blanks a level, members in their order.
std::string pretty_json(const Json& value);

// The page of a record for those who may open it, else "".
class RecordLinks {
 public:
  RecordLinks(const Visit& visit, store::Connection& connection);
  std::string href(std::uint64_t number) const;

 private:
  std::string prefix_;  // "" when this person may not
};

}  // namespace mamori::web
