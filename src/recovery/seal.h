// What a backup is encrypted with: from a passphrase, or for the holder of a private key. The
// bytes are described in docs/backup-format.md. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/result.h"

struct evp_pkey_st;

namespace mamori::recovery {

struct Passphrase {
  std::string text;
};

// A public key (X25519); only the holder of the private half can open what is locked with it.
class Recipient {
 public:
  // PEM, as `openssl pkey -pubout` writes it. Fails with "recipient_malformed".
  static Result<Recipient> parse(std::string_view pem);

 private:
  friend struct Sealing;
  explicit Recipient(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

// The private half.
class RecipientKey {
 public:
  // PEM, as `openssl genpkey -algorithm X25519` writes it. Fails with "recipient_key_malformed".
  static Result<RecipientKey> parse(std::string_view pem);
  static RecipientKey generate();
  std::string private_pem() const;
  std::string public_pem() const;

 private:
  friend struct Sealing;
  explicit RecipientKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

using Lock = std::variant<Passphrase, Recipient>;          // what locks a file
using Unlocking = std::variant<Passphrase, RecipientKey>;  // what opens it

// What the content of one file is encrypted with. A secret.
using ContentKey = std::array<std::uint8_t, 32>;

// How much a guess at a passphrase costs (Argon2id, RFC 9106): about 0.2 s.
struct Cost {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t passes = 3;
};

// What stands at the beginning of a backup, readable by all.
struct Header {
  std::string body;  // slug
  Instant made;
  enum class Kind { passphrase, recipient } kind = Kind::passphrase;
  Cost cost;              // passphrase
  std::string salt;       // passphrase: 16 bytes
  std::string recipient;  // recipient: 32 bytes
  std::string ephemeral;  // recipient: 32 bytes
  std::string digest;     // of the lines before it
  std::string check;      // that somebody has the right passphrase or key
};

inline constexpr std::size_t header_bytes_max = 1024;

struct Locked {
  std::string header;  // its bytes
  ContentKey key;
};
// A fresh key for one file, and the header that leads to it.
Locked lock(std::string_view body, Instant made, const Lock& lock, const Cost& cost = {});

// `bytes` is the beginning of a file, up to header_bytes_max. Returns also how long it is. Fails
// with "backup_unknown" (no backup, or of a newer form) or "backup_altered".
struct ParsedHeader {
  Header header;
  std::size_t bytes = 0;
};
Result<ParsedHeader> parse_header(std::string_view bytes);

// Fails with "backup_key_wrong" or "backup_key_other_kind" (a passphrase is needed, or a key).
Result<ContentKey> unlock(const Header& header, const Unlocking& unlocking);

}  // namespace mamori::recovery
