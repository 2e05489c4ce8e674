#include "base/uuid.h"

#include <array>
#include <openssl/sha.h>

#include "base/bytes.h"

namespace mamori {

std::string name_uuid(std::string_view space_uuid, std::string_view name) {
  std::string seed;
  for (std::size_t at = 0; at + 1 < space_uuid.size(); at += 2) {
    if (space_uuid[at] == '-') ++at;
    seed += static_cast<char>(std::stoi(std::string(space_uuid.substr(at, 2)), nullptr, 16));
  }
  seed += name;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(seed.data()), seed.size(), digest.data());
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | 0x50);  // the version
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);  // the variant
  std::string uuid = hex({reinterpret_cast<const char*>(digest.data()), 16});
  for (const std::size_t at : {8U, 13U, 18U, 23U}) uuid.insert(at, 1, '-');
  return uuid;
}

}  // namespace mamori
