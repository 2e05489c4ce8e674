// Everything people do to a body. Each function decides (access), checks (definition), records
// (ledger and tables in one job) and tells; it returns after the commit. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "access/decision.h"
#include "body/body.h"
#include "identity/accounts.h"
#include "identity/password.h"
#include "organisation/acts.h"

namespace mamori::body {

struct Done {
  std::uint64_t record_number = 0;
  std::string subject;  // address of the thing relative to the body: applications/takeout-2026-12
  Json payload;
};

// A new account and the password to hand over; shown once.
struct IssuedAccount {
  std::string person_name;
  std::string login;
  std::string temporary_password;  // in groups of four
};

class Acts {
 public:
  Acts(Body& body, const identity::PasswordHasher& hasher) : body_(body), hasher_(hasher) {}

  // Whether the person may do one of the program's own acts (definitions/roles/access.yaml).
  // Unknown acts are denied. `facts` are those of the thing it is done to.
  access::Decision may(store::Connection& connection, std::string_view person_id,
                       std::string_view act, const access::Facts& facts = {});
  // The same as an error, with the code the decision has.
  Result<void> require(store::Connection& connection, std::string_view person_id,
                       std::string_view act, const access::Facts& facts = {});
  access::Decision may_write(store::Connection& connection, std::string_view person_id,
                             const registers::Definition& definition, const Json& values);

  // Uses up a first link: makes the person, appoints them administrator and gives them an account.
  // Input {name, kana, login, password}. Fails with "first_link_invalid", "password_weak", …
  Result<std::string> make_first_administrator(std::string_view token, const Json& input);

  // organisation.add_section, .add_person, .appoint, .end_appointment; input as in
  // organisation/acts.h.
  Result<Done> change_organisation(std::string_view person_id, std::string_view kind,
                                   const Json& input);
  // Enters the sample organisation. Refused with "organisation_not_empty" once a section exists.
  Result<Done> take_sample_organisation(std::string_view person_id);
  // Gives somebody an account, or a new temporary password when they have one. Input {person,
  // login}.
  Result<IssuedAccount> issue_account(std::string_view person_id, const Json& input);
  // Records that a person set their own password. `change` was prepared by identity.
  Result<Done> change_password(const identity::PasswordChange& change);

  Result<Done> add_entry(std::string_view person_id, std::string_view register_id,
                         const Json& input);
  // Fails with "entry_changed" when `version` is not the newest.
  Result<Done> change_entry(std::string_view person_id, std::string_view entry_id,
                            std::int64_t version, const Json& input);

  Result<Done> file_application(std::string_view person_id, std::string_view procedure_id,
                                const Json& input);
  Result<Done> act_on_application(std::string_view person_id, std::string_view application_id,
                                  std::string_view step_id, const Json& input);

  Result<Done> mark_notices_read(std::string_view person_id, std::uint64_t up_to_record);

 private:
  Result<ledger::Act> prepare_organisation(store::Connection& connection,
                                           const organisation::Change& change,
                                           std::string_view kind, const Json& input);
  std::vector<Citation> basis_of_register(store::Connection& connection,
                                          const std::string& register_id);
  Done record(store::Connection& connection, ledger::Act act);
  Result<void> enter_sample(store::Connection& connection, std::string_view person_id);

  Body& body_;
  const identity::PasswordHasher& hasher_;
};

}  // namespace mamori::body
