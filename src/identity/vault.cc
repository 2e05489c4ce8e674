#include "identity/vault.h"

#include <cstdlib>
#include <memory>
#include <openssl/evp.h>
#include <optional>

#include "base/bytes.h"
#include "base/files.h"
#include "base/text.h"

namespace mamori::identity {
namespace {

constexpr std::string_view form = "mamori-vault/1 ";
constexpr std::string_view mark_purpose = "mark";
constexpr std::size_t key_bytes = 32;
constexpr std::size_t seal_nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

int count(std::string_view bytes) {
  return static_cast<int>(bytes.size());
}

Context new_context() {
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (!context) std::abort();  // no memory left
  return context;
}

std::optional<std::string> key_in(std::string_view bytes) {
  const std::string text = trimmed(bytes);
  if (!text.starts_with(form)) return std::nullopt;
  auto key = unbase64(std::string_view(text).substr(form.size()));
  if (!key || key->size() != key_bytes) return std::nullopt;
  return key;
}

std::unexpected<Error> wrong() {
  return fail(Fault::corrupt, "vault_wrong", "保存してある認証の秘密を開けません。",
              "鍵のファイル（.vault）を、控えから戻してください。");
}

}  // namespace

Result<Vault> Vault::open(const std::filesystem::path& file, bool may_create) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (!may_create) {
      return fail(Fault::corrupt, "vault_missing",
                  "認証の秘密を開く鍵（" + file.filename().string() +
                      "）が、データのフォルダにありません。",
                  "控えておいた鍵のファイルを戻してから、もう一度始めてください。");
    }
    const std::string key = random_bytes(key_bytes);
    auto written = write_private(file, std::string(form) + base64(key) + "\n");
    if (written) return Vault(key);
    if (written.error().code != "file_exists") return fail(written.error());
  }
  const auto bytes = read_small(file, true);
  if (!bytes) return fail(bytes.error());
  auto key = key_in(*bytes);
  if (key) return Vault(*std::move(key));
  return fail(Fault::corrupt, "vault_malformed",
              "認証の秘密を開く鍵のファイルが壊れています: " + file.filename().string(),
              "控えておいた鍵のファイルを戻してください。");
}

Result<Vault> Vault::open_for(store::Store& store, const std::filesystem::path& file) {
  const auto known = [](store::Connection& connection) {
    return connection.first("SELECT mark FROM identity_vault");
  };
  const bool used = store.read([&](store::Connection& c) { return known(c).has_value(); });
  auto vault = open(file, !used);
  if (!vault) return vault;
  auto fits = store.write([&](store::Connection& connection) -> Result<void> {
    if (const auto row = known(connection)) {
      const auto opened = vault->unseal(mark_purpose, row->text("mark"));
      return opened ? Result<void>() : fail(opened.error());
    }
    connection.execute("INSERT INTO identity_vault (one, mark) VALUES (1, $1)",
                       store::Blob{vault->seal(mark_purpose, "")});
    return {};
  });
  if (!fits) return fail(fits.error());
  return vault;
}

std::string Vault::mark(std::string_view purpose, std::string_view text) const {
  const auto key = hmac_sha256(key_, "mark " + std::string(purpose));  // one of its own a purpose
  return std::string(as_text(hmac_sha256(as_text(key), text)));
}

std::string Vault::seal(std::string_view purpose, std::string_view secret) const {
  const std::string nonce = random_bytes(seal_nonce_bytes);
  std::string sealed(secret.size(), '\0');
  std::string tag(tag_bytes, '\0');
  const Context context = new_context();
  int written = 0;
  const bool done =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(std::string_view(key_)),
                         raw(std::string_view(nonce))) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &written, raw(purpose), count(purpose)) == 1 &&
      EVP_EncryptUpdate(context.get(), raw(sealed), &written, raw(secret), count(secret)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), raw(sealed) + written, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()) == 1;
  if (!done) std::abort();  // OpenSSL is broken
  return nonce + sealed + tag;
}

Result<std::string> Vault::unseal(std::string_view purpose, std::string_view sealed) const {
  if (sealed.size() < seal_nonce_bytes + tag_bytes) return wrong();
  const std::string_view nonce = sealed.substr(0, seal_nonce_bytes);
  const std::string_view middle =
      sealed.substr(seal_nonce_bytes, sealed.size() - seal_nonce_bytes - tag_bytes);
  std::string tag(sealed.substr(sealed.size() - tag_bytes));
  std::string secret(middle.size(), '\0');
  const Context context = new_context();
  int written = 0;
  const bool whole =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(std::string_view(key_)),
                         raw(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &written, raw(purpose), count(purpose)) == 1 &&
      EVP_DecryptUpdate(context.get(), raw(secret), &written, raw(middle), count(middle)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), raw(secret) + written, &written) == 1;
  if (!whole) return wrong();
  return secret;
}

}  // namespace mamori::identity
