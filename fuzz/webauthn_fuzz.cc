// What a browser sends of a passkey: whatever the bytes, it is refused or a key that could sign;
// nothing unsigned is ever accepted.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "identity/webauthn.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

const mamori::identity::RelyingParty party{"localhost", "http://localhost"};
const std::string client_data =
    R"({"type":"webauthn.create","challenge":"YQ","origin":"http://localhost"})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori::identity;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto made = verify_registration(party, "a", {client_data, bytes})) {
    require(!made->id.empty() && made->id.size() <= credential_id_bytes_max);
    require(!made->public_key.empty());
  }
  challenge_in(bytes);
  from_base64url(bytes);
  const std::size_t half = size / 2;
  const Assertion sent{.credential_id = "id",
                       .client_data = bytes.substr(0, half),
                       .authenticator_data = bytes.substr(half),
                       .signature = bytes};
  require(!verify_assertion(party, "a", sent, bytes));
  return 0;
}
