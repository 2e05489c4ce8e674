#include "web/passkey_parts.h"

#include <algorithm>

#include "identity/passkeys.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

// mamori.example.lg.jp of https://mamori.example.lg.jp:8443; of [::1]:8080 what is left of the
// last colon, which is no name of a host either.
std::string host_in(std::string_view origin) {
  const auto scheme = origin.find("://");
  std::string_view host = origin.substr(scheme == std::string_view::npos ? 0 : scheme + 3);
  host = host.substr(0, host.rfind(':'));
  return std::string(host);
}

}  // namespace

identity::RelyingParty relying_party(const Visit& visit) {
  std::string origin = visit.services.public_url;
  if (origin.empty()) {
    origin = (visit.request.secure ? "https://" : "http://") + visit.request.headers.get("Host");
  }
  return {host_in(origin), origin};
}

bool may_use_passkeys(const Visit& visit) {
  const std::string host = relying_party(visit).id;
  const bool digits_only =
      std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return !host.empty() && !digits_only && host.find_first_of("[]:") == std::string::npos;
}

JsonArray passkey_parts(const Visit& visit, store::Connection& connection) {
  JsonArray parts;
  for (const auto& passkey : identity::passkeys_of(connection, visit.person_id())) {
    parts.push_back(
        JsonObject{{"id", passkey.id},
                   {"name", passkey.name},
                   {"created", instant_part(iso_instant(passkey.created))},
                   {"used", passkey.used ? instant_part(iso_instant(*passkey.used)) : Json()},
                   {"remove", visit.base() + "/account/passkeys/" + passkey.id + "/remove"}});
  }
  return parts;
}

}  // namespace mamori::web
