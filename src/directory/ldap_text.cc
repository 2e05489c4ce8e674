#include "directory/ldap_text.h"

#include <ldap.h>

#include "base/bytes.h"
#include "base/text.h"

namespace mamori::directory {

std::string escaped_for_filter(std::string_view value) {
  if (!is_utf8(value)) return bytes_for_filter(value);
  std::string out;
  for (const char c : value) {
    const bool special = c == '(' || c == ')' || c == '*' || c == '\\';
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    out += special || control ? '\\' + hex({&c, 1}) : std::string(1, c);
  }
  return out;
}

std::string bytes_for_filter(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += '\\' + hex({&c, 1});
  return out;
}

std::string escaped_for_dn(std::string_view value) {
  constexpr std::string_view special = R"("+,;<=>\)";
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    const bool at_edge = (c == ' ' && (at == 0 || at + 1 == value.size())) || (c == '#' && at == 0);
    if (control) {
      out += '\\' + hex({&c, 1});
    } else {
      if (at_edge || special.contains(c)) out += '\\';
      out += c;
    }
  }
  return out;
}

std::optional<std::string> dn_key(std::string_view dn) {
  LDAPDN parsed = nullptr;
  const std::string text(dn);
  if (ldap_str2dn(text.c_str(), &parsed, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return {};
  char* spelled = nullptr;
  const bool done = ldap_dn2str(parsed, &spelled, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS;
  ldap_dnfree(parsed);
  if (!done || !spelled) return {};
  std::string key = text_key(spelled);
  ldap_memfree(spelled);
  return key;
}

}  // namespace mamori::directory
