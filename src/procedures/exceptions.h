// Exceptions to who may not also be whom (やむを得ない場合, model regulation 第15条第4項): where
// nobody else can do a step, somebody of a second office consents with a reason that the one who is
// excluded does it. Reads throw store::Failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "procedures/application.h"
#include "procedures/definition.h"
#include "store/connection.h"

namespace mamori::procedures {

// A consent that was given.
struct GrantedException {
  std::uint64_t record_number = 0;
  std::string application_id;
  std::string number;  // of the application
  std::string person_name;
  std::string what;  // the step
  std::string reason;
  std::string consenter_name;
  std::string capacity;
  std::string at;         // ISO instant
  bool was_used = false;  // the step was done
};
std::vector<GrantedException> granted_exceptions(store::Connection& connection);  // newest first
std::vector<access::Exception> exceptions_of(store::Connection& connection,
                                             std::string_view application_id);

// A step that only somebody excluded could do, and who may consent to it.
struct NeededException {
  const Step* step = nullptr;
  const access::Exclusion* exclusion = nullptr;
  std::string person_id;
  std::vector<access::Holder> consenters;  // never the person; empty: nobody may
};
// Of the steps the application could take that nobody can do as the rules stand.
std::vector<NeededException> needed_exceptions(const access::Roster& roster,
                                               const Definition& definition,
                                               const Application& application,
                                               const access::Facts& facts);

}  // namespace mamori::procedures
