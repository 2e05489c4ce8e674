// Somebody for whom a directory or a provider has just vouched, and what it says of them. It says
// who this is, never what they may do: rights come from the organisation alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace mamori::directory {

struct Vouched {
  std::string source;   // "ldap", or the issuer of the provider
  std::string subject;  // names them there for good; another person never gets it
  std::string login;    // as it stands there; may be given to somebody else later
  std::string name;
  std::string kana;
  std::string number;                    // 職員番号
  std::vector<std::string> sections;     // the body's names of those its groups stand for
  bool two_factors = false;              // it says that it asked for two
  std::optional<Instant> asked_at = {};  // when it last asked the person themselves, if it says so
};

inline constexpr const char* ldap_source = "ldap";

}  // namespace mamori::directory
