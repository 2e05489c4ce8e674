// The body's LDAP directory (OpenLDAP, Active Directory and the like): proves people by their
// password there, and says who has left it.
//
// Safe from any thread. Every question ends within `seconds_max` a server; only `turns` at a time
// wait for the directory, so that one that hangs never takes all the workers.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "directory/ldap_session.h"
#include "directory/vouched.h"

namespace mamori::directory {

// What things are called in this directory.
struct LdapAttributes {
  std::string login = "uid";
  std::string id = "entryUUID";  // never given to anybody else
  std::string name = "displayName";
  std::string kana = {};  // empty: it has none
  std::string number = "employeeNumber";
};
// Those of Active Directory.
LdapAttributes active_directory_attributes();

struct LdapSettings {
  std::vector<std::string> servers;  // asked in this order until one answers
  bool start_tls = false;            // ldap:// that goes over to TLS before anything is said
  bool plain = false;                // ldap:// without TLS; to this very machine only
  std::filesystem::path ca_file;     // PEM; empty: those of the system
  std::string base;                  // where people are: ou=people,dc=example,dc=lg,dc=jp
  std::string filter = "(objectClass=person)";  // who of them; whoever leaves it, leaves
  // Either the account that looks people up, or the pattern of their names: uid={login},ou=people,…
  // Without the account nobody can be asked who has left.
  std::string bind_dn;
  std::filesystem::path bind_password_file;  // its owner's only
  std::string dn_pattern;
  LdapAttributes attributes;
  // Groups by their names (DN) and the body's sections they stand for. Groups are read from
  // memberOf, and below `group_base` when one is given.
  std::vector<std::pair<std::string, std::string>> groups;
  std::string group_base;
};

enum class Standing { active, disabled, expired, absent };

class LdapDirectory {
 public:
  static constexpr std::chrono::seconds seconds_max{5};
  static constexpr std::ptrdiff_t turns = 4;
  // Whoever is refused learns it no sooner, so that time tells nothing of who exists.
  static constexpr std::chrono::milliseconds refused_after{300};

  // Checks the settings without asking anybody. Fails with "directory_settings" (saying what to
  // change), "file_unreadable" or "file_exposed".
  static Result<std::unique_ptr<LdapDirectory>> create(LdapSettings settings);

  // Fails with "directory_refused": unknown, disabled, wrong or empty password alike;
  // "directory_unavailable", "directory_busy", or for wrong settings "directory_ambiguous",
  // "directory_base_unknown" or "directory_entry_incomplete".
  Result<Vouched> prove(std::string_view login, const std::string& password, Instant now) const;

  // Whether there is an account to look people up with.
  bool knows_leavers() const { return !settings_.bind_dn.empty(); }
  // How those subjects stand. A directory in which nobody at all is found is taken for a wrong
  // setting, not for one that everybody has left: "directory_empty". Fails else as prove() does.
  Result<std::map<std::string, Standing>> standings(const std::vector<std::string>& subjects,
                                                    Instant now) const;

 private:
  explicit LdapDirectory(LdapSettings settings, std::string bind_password);

  template <class T, class Work>
  Result<T> ask(const Work& work) const;
  Result<Entry> proven_entry(LdapSession& session, const std::string& login,
                             const std::string& password) const;
  Result<Entry> find_and_bind(LdapSession& session, const std::string& login,
                              const std::string& password) const;
  Result<void> add_groups(LdapSession& session, const std::string& login, Entry& entry) const;
  Result<Vouched> vouched_of(const Entry& entry) const;
  Result<void> check_not_empty(LdapSession& session) const;
  Result<void> add_standings(LdapSession& session, std::map<std::string, Standing>& standings,
                             Instant now) const;
  std::string subject_of(const Entry& entry) const;
  std::string id_filter(const std::string& subject) const;
  std::vector<std::string> attributes() const;

  const LdapSettings settings_;
  const std::string bind_password_;
  mutable std::counting_semaphore<> turns_{turns};
};

// As the directory itself says it: userAccountControl, accountExpires, nsAccountLock,
// loginDisabled, pwdAccountLockedTime (for good only: too many wrong passwords are no leaving),
// shadowExpire.
Standing standing_of(const Entry& entry, Instant now);

}  // namespace mamori::directory
