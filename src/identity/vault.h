// What must be read again and not only compared (the secrets of authenticator apps) is kept sealed
// under a key in a file beside the data: whoever takes the database without that file reads none of
// it. AES-256-GCM; what it is for is sealed along, so that one person's cannot stand for another's.
// Safe from any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace mamori::identity {

class Vault {
 public:
  // Reads the key file, made with a new key when absent and `may_create`. Fails with
  // "vault_missing", "vault_malformed", or as base/files.h says.
  static Result<Vault> open(const std::filesystem::path& file, bool may_create);

  // The same for a store, which remembers under which key it seals: its file is made once, and
  // never again. Fails also with "vault_wrong" when it is another.
  static Result<Vault> open_for(store::Store& store, const std::filesystem::path& file);

  // A keyed digest (HMAC-SHA-256) of `text` for `purpose`: nobody without the key makes it.
  std::string mark(std::string_view purpose, std::string_view text) const;

  std::string seal(std::string_view purpose, std::string_view secret) const;
  // Fails with "vault_wrong": sealed under another key, for another purpose, or damaged.
  Result<std::string> unseal(std::string_view purpose, std::string_view sealed) const;

 private:
  explicit Vault(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

}  // namespace mamori::identity
