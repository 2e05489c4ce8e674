// What a directory or a provider brings about in a body: people come in, are linked, and leave.
// Each is recorded. Safe from any thread; not inside a Store's job.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/recording.h"
#include "directory/ldap_directory.h"
#include "directory/links.h"
#include "directory/ways.h"
#include "organisation/organisation.h"

namespace mamori::body {

class DirectoryActs {
 public:
  DirectoryActs(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // Whose account those are for whom there is a voucher; then complete_sign_in(). Fails with
  // "account_waiting" when they are linked to nobody yet.
  Result<std::string> admit(const directory::Vouched& vouched, directory::LinkBy link_by);

  // The secretariat says who that is. Input {person}. A person without an account gets one, which
  // has no password of its own. Fails with "arrival_unknown", "person_unknown", "link_exists",
  // "login_taken" or "account_locked" (a leaver's account: to be opened first).
  Result<Done> link(std::string_view actor, std::string_view arrival_id, const Json& input);
  // Somebody who is nobody here. They may come again. Fails with "arrival_unknown".
  Result<Done> dismiss(std::string_view actor, std::string_view arrival_id);

  // The provider says that somebody signed out there: what they opened by it here ends, and that is
  // recorded. Returns how many sessions ended; none of somebody it does not know.
  Result<int> end_sessions_by_provider(std::string_view source, std::string_view subject);

  // Whom the directory is to be asked after: the subjects linked to it.
  std::vector<std::string> subjects_in_directory();
  // Closes the accounts of those who are no longer active there, as LdapDirectory::standings() said
  // it. Returns how many. Fails, after all the others, with "last_administrator": the only one who
  // could still let others in stays.
  Result<int> close_leavers(const std::map<std::string, directory::Standing>& standings);

 private:
  std::string person_meant(store::Connection& connection, const directory::Vouched& vouched,
                           directory::LinkBy link_by);
  ledger::Act told_to_administrators(store::Connection& connection,
                                     const directory::Vouched& vouched);
  Result<Done> record_link(store::Connection& connection, const directory::Vouched& vouched,
                           std::string_view person_id, std::string_view actor);
  Result<void> open_to(store::Connection& connection, const directory::Vouched& vouched,
                       std::string_view person_id);
  // The person, when they are employed today.
  std::optional<organisation::Person> employed(store::Connection& connection,
                                               std::string_view person_id);
  Result<void> close(store::Connection& connection, const directory::Link& link,
                     directory::Standing standing);
  bool is_last_administrator(store::Connection& connection, std::string_view person_id);

  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
