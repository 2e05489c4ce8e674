// Somebody for whom a directory or a provider has just vouched, and what it says of them. It says
// who this is, never what they may do: rights come from the organisation alone.
#pragma once

#include <chrono>
#include <cstddef>
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
// For one of the connections that may be open at the same time.
inline constexpr std::chrono::seconds turn_comes_within{1};
inline constexpr std::size_t subject_bytes_max = 255;  // OpenID Connect Core §2

}  // namespace mamori::directory
