// The body's directory (LDAP) and its OpenID Connect provider, as the options of `mamori serve` and
// the file of settings say them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "directory/ways.h"

namespace CLI {
class App;
}

namespace mamori::command {

struct DirectoryOptions {
  directory::LdapSettings ldap;  // without servers: there is none
  std::string ldap_kind = "generic";
  std::string ldap_login;  // names of attributes; empty: as the kind of directory has them
  std::string ldap_id;
  std::string ldap_name;
  std::string ldap_kana;
  std::string ldap_number;
  std::vector<std::string> ldap_groups;  // <group>=<section>
  std::string ldap_link_by = "nothing";
  directory::ProviderSettings provider;      // without issuer: there is none
  std::vector<std::string> provider_groups;  // <group>=<section>
  std::string provider_link_by = "nothing";
};

void add_directory_options(CLI::App& app, DirectoryOptions& options);

// Ready to be used; `body_url` is the body's own address, https://mamori.example.lg.jp/b/main, or
// "" when no --public-url was given. Fails as LdapDirectory::create() and Provider::create() do.
Result<directory::Ways> ways_of(const DirectoryOptions& options, const std::string& body_url);

}  // namespace mamori::command
