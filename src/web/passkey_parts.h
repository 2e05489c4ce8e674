// Who we are to the browser's passkeys, and where it can use them.
#pragma once

#include "identity/webauthn.h"
#include "web/site.h"

namespace mamori::web {

// From the public address, else from the host the browser asked. A passkey belongs to the host: it
// is worth nothing on another.
identity::RelyingParty relying_party(const Visit& visit);
// A passkey needs a name of a host, not a number of it (Web Authentication §5.1.3).
bool may_use_passkeys(const Visit& visit);

// {"id", "name", "created", "used", "remove"} each, of the visitor.
JsonArray passkey_parts(const Visit& visit, store::Connection& connection);

}  // namespace mamori::web
