// Whatever a provider sends as a token or as its keys: nothing crashes, a token that was taken
// apart has one spelling, and no key checks a signature it did not make.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/bytes.h"
#include "directory/id_token.h"
#include "directory/keys.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// The bytes up to the first NUL are a token, the rest a set of keys.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori;
  using namespace mamori::directory;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto end = bytes.find('\0');
  const auto keys = read_keys(end == bytes.npos ? bytes : bytes.substr(end + 1));
  const auto token = parse_token(bytes.substr(0, end));
  if (token) {
    require(token->signed_part + "." + base64url(token->signature) == bytes.substr(0, end));
    static_cast<void>(check_claims(token->claims, {"https://id.example", "mamori", "nonce"}, {}));
  }
  if (token && keys) static_cast<void>(check_signature(*token, *keys));
  if (keys) {
    for (const PublicKey& key : *keys) require(!key.verifies(bytes, bytes));
  }
  return 0;
}
