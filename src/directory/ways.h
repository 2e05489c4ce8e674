// The ways in that a body has beside its own passwords; none by default.
#pragma once

#include <memory>

#include "directory/ldap_directory.h"
#include "directory/provider.h"

namespace mamori::directory {

// By what somebody who comes for the first time is linked by the program itself. Only where it
// names exactly one person, nobody of that source is linked to them, and their account, if they
// have one, is open; all others wait for the secretariat.
enum class LinkBy {
  nothing,
  login,   // that of their account here
  number,  // 職員番号
};

struct Ways {
  std::unique_ptr<LdapDirectory> ldap;
  std::unique_ptr<Provider> provider;
  LinkBy ldap_links_by = LinkBy::nothing;
  LinkBy provider_links_by = LinkBy::nothing;

  bool any() const { return ldap || provider; }
};

}  // namespace mamori::directory
