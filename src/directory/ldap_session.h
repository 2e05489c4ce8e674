// Within this room: one connection to one LDAP server (RFC 4511), protected before anything is
// said, with one deadline for all that is done on it. Referrals are never followed. For one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct ldap;     // libldap's LDAP
struct ldapmsg;  // and LDAPMessage

namespace mamori::directory {

class Watchdog;

// How the connection is kept from others on the network.
enum class Protection { ldaps, start_tls, plain };

struct Server {
  std::string url;  // ldaps://dc1.example.lg.jp, ldap://dc1.example.lg.jp:389
  Protection protection = Protection::ldaps;
  std::filesystem::path ca_file;  // PEM; empty: those of the system
};

// Attributes by their names in lower case. Values are bytes.
struct Entry {
  std::string dn;
  std::multimap<std::string, std::string> values;

  std::string first(std::string_view attribute) const;  // "" when absent; any case
  std::vector<std::string> all(std::string_view attribute) const;
};

enum class Scope { entry, subtree };

class LdapSession {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // Connects, and where it is told so has TLS begin; a server that does not is refused. Fails with
  // "directory_unavailable".
  static Result<LdapSession> open(const Server& server, Deadline deadline);

  // Binds with name and password; both must be there, an empty password would be no proof at all
  // (RFC 4513 §5.1.2). Fails with "directory_refused" (wrong, or not allowed in) or
  // "directory_unavailable".
  Result<void> bind(const std::string& dn, const std::string& password);

  // At most `entries_max`; more of them are "directory_ambiguous". An absent base is
  // "directory_base_unknown".
  Result<std::vector<Entry>> search(const std::string& base, Scope scope, const std::string& filter,
                                    const std::vector<std::string>& attributes,
                                    std::size_t entries_max);

 private:
  struct Unbinding {
    void operator()(struct ldap* connection) const;
  };
  struct Freeing {
    void operator()(struct ldapmsg* message) const;
  };
  using Connection = std::unique_ptr<struct ldap, Unbinding>;
  using Message = std::unique_ptr<struct ldapmsg, Freeing>;

  LdapSession(Connection connection, std::string url, Deadline deadline);

  Result<void> set_options(const Server& server);
  Result<void> start_tls();
  Result<Message> wait_for(int request);
  Result<int> result_of(int request);  // what the directory answered: a result code of LDAP
  std::vector<Entry> entries_of(struct ldapmsg* answer);
  std::unexpected<Error> unavailable(std::string_view why) const;

  std::shared_ptr<Watchdog> watchdog_;  // before the connection: watches it to its end
  Connection connection_;
  std::string url_;
  Deadline deadline_;
};

}  // namespace mamori::directory
