// A signing key that lies in a token (PKCS #11 3.0, Ed25519 by CKM_EDDSA) and never leaves it.
//
// The place of a key is a URI (RFC 7512): pkcs11:token=<label>;object=<label>?module-path=<the
// token's library>&pin-source=file:<file that only its owner may read>. Exactly these four, values
// percent-encoded. Keys may be used from any thread; functions block as long as the token does.
#pragma once

#include <memory>
#include <string_view>

#include "ledger/note.h"

namespace mamori::ledger {

bool is_token_uri(std::string_view text);

// Opens the key. Fails with "token_uri_malformed", "pin_unreadable" (also when others may read it),
// "token_unavailable" (no library, no such token, PIN wrong) or "token_key_missing".
Result<std::shared_ptr<const SigningKey>> open_token_key(std::string_view uri);
// Makes the key within the token, so that no copy of it exists. Fails as above, or with
// "token_key_exists".
Result<std::shared_ptr<const SigningKey>> make_token_key(std::string_view uri);

}  // namespace mamori::ledger
