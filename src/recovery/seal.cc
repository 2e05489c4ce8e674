#include "recovery/seal.h"

#include <algorithm>
#include <argon2.h>
#include <charconv>
#include <cstdlib>
#include <new>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/date.h"
#include "base/text.h"
#include "ledger/record.h"

namespace mamori::recovery {
namespace {

constexpr std::string_view form = "mamori-backup/1";
constexpr std::uint32_t lanes = 4;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t public_bytes = 32;
constexpr std::size_t pem_bytes_max = 4096;
// A file from outside must not be able to ask for more.
constexpr std::uint32_t memory_kib_max = 256 * 1024;
constexpr std::uint32_t passes_max = 16;

using Key = std::shared_ptr<EVP_PKEY>;

// Fails only when the process has no memory left or OpenSSL is broken.
[[noreturn]] void beyond_help() {
  std::abort();
}

Key own(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

// HKDF-SHA256 (RFC 5869).
ContentKey derive(std::string_view material, std::string_view salt, std::string_view purpose) {
  const std::string info = std::string(form) + " " + std::string(purpose);
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(
      EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free);
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
      EVP_KDF_CTX_new(kdf.get()), EVP_KDF_CTX_free);
  const auto octets = [](const char* name, std::string_view bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
  };
  std::string hash = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.data(), 0),
      octets(OSSL_KDF_PARAM_KEY, material), octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  ContentKey key{};
  if (EVP_KDF_derive(context.get(), key.data(), key.size(), parameters) != 1) beyond_help();
  return key;
}

std::string_view as_text(const ContentKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string stretched(const Passphrase& passphrase, const Header& header) {
  const std::string text = nfc(passphrase.text);
  std::string material(32, '\0');
  const int done =
      argon2id_hash_raw(header.cost.passes, header.cost.memory_kib, lanes, text.data(), text.size(),
                        header.salt.data(), header.salt.size(), material.data(), material.size());
  if (done != ARGON2_OK) throw std::bad_alloc();
  return material;
}

// X25519 (RFC 7748); nothing when the other half is no proper key.
std::optional<std::string> agreed(EVP_PKEY* own_half, EVP_PKEY* other_half) {
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new(own_half, nullptr), EVP_PKEY_CTX_free);
  std::string material(32, '\0');
  std::size_t length = material.size();
  const bool done =
      context && EVP_PKEY_derive_init(context.get()) == 1 &&
      EVP_PKEY_derive_set_peer(context.get(), other_half) == 1 &&
      EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(material.data()), &length) ==
          1;
  return done && length == material.size() ? std::optional(material) : std::nullopt;
}

std::string public_half(EVP_PKEY* key) {
  std::string bytes(public_bytes, '\0');
  std::size_t length = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &length) !=
      1) {
    beyond_help();
  }
  return bytes;
}

Key fresh_key() {
  Key key = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  if (!key) beyond_help();
  return key;
}

Key public_key(std::string_view bytes) {
  return own(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, raw(bytes), bytes.size()));
}

using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

Key read_pem(std::string_view pem, bool is_private) {
  if (pem.size() > pem_bytes_max) return nullptr;
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const auto no_password = [](char*, int, int, void*) { return -1; };
  Key key = own(is_private ? PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr)
                           : PEM_read_bio_PUBKEY(memory.get(), nullptr, no_password, nullptr));
  return key && EVP_PKEY_get_id(key.get()) == EVP_PKEY_X25519 ? key : nullptr;
}

template <class Write>
std::string written_pem(const Write& write) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  if (!memory || write(memory.get()) != 1) beyond_help();
  char* text = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::string lock_line(const Header& header) {
  if (header.kind == Header::Kind::recipient) {
    return "lock x25519 " + base64(header.recipient) + " " + base64(header.ephemeral) + "\n";
  }
  return "lock argon2id " + std::to_string(header.cost.memory_kib) + " " +
         std::to_string(header.cost.passes) + " " + base64(header.salt) + "\n";
}

std::string first_lines(const Header& header) {
  return std::string(form) + "\nbody " + header.body + "\nmade " + iso_instant(header.made) + "\n" +
         lock_line(header);
}

std::string check_of(const Header& header, std::string_view material) {
  const ContentKey key = derive(material, header.digest, "check");
  return std::string(mamori::as_text(hmac_sha256(as_text(key), header.digest)));
}

// Takes a line off the front, without its end.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<std::string_view> after(std::string_view name, std::optional<std::string_view> line) {
  if (!line || !line->starts_with(name)) return std::nullopt;
  return line->substr(name.size());
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at <= line.size();) {
    const auto end = std::min(line.find(' ', at), line.size());
    found.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

std::optional<std::uint32_t> number_up_to(std::string_view text, std::uint32_t largest) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number > 0 && number <= largest ? std::optional(number) : std::nullopt;
}

std::optional<std::string> bytes_of(std::string_view text, std::size_t count) {
  auto bytes = unbase64(text);
  return bytes && bytes->size() == count ? bytes : std::nullopt;
}

bool read_lock(Header& header, std::optional<std::string_view> line) {
  if (!line) return false;
  const auto parts = words(*line);
  if (parts.size() == 3 && parts[0] == "x25519") {
    const auto recipient = bytes_of(parts[1], public_bytes);
    const auto ephemeral = bytes_of(parts[2], public_bytes);
    if (!recipient || !ephemeral) return false;
    header.kind = Header::Kind::recipient;
    header.recipient = *recipient;
    header.ephemeral = *ephemeral;
    return true;
  }
  if (parts.size() != 4 || parts[0] != "argon2id") return false;
  const auto memory = number_up_to(parts[1], memory_kib_max);
  const auto passes = number_up_to(parts[2], passes_max);
  const auto salt = bytes_of(parts[3], salt_bytes);
  if (!memory || *memory < 8 * lanes || !passes || !salt) return false;
  header.cost = {*memory, *passes};
  header.salt = *salt;
  return true;
}

std::optional<ParsedHeader> read_header(std::string_view bytes) {
  std::string_view rest = bytes;
  take_line(rest);  // the form was looked at before
  ParsedHeader parsed;
  Header& header = parsed.header;
  const auto body = after("body ", take_line(rest));
  const auto made = after("made ", take_line(rest));
  if (!body || !ledger::is_body(*body) || !made) return std::nullopt;
  header.body = *body;
  const auto instant = parse_iso_instant(*made);
  if (!instant || !read_lock(header, after("lock ", take_line(rest)))) return std::nullopt;
  header.made = *instant;
  const auto digest = after("digest ", take_line(rest));
  const auto check = after("check ", take_line(rest));
  if (!digest || !check) return std::nullopt;
  const auto digest_bytes = bytes_of(*digest, 32);
  const auto check_bytes = bytes_of(*check, 32);
  if (!digest_bytes || !check_bytes) return std::nullopt;
  header.digest = *digest_bytes;
  header.check = *check_bytes;
  parsed.bytes = bytes.size() - rest.size();
  // Only what would be written for these values is right.
  const bool exact = bytes.starts_with(first_lines(header)) &&
                     mamori::as_text(sha256(first_lines(header))) == header.digest;
  return exact ? std::optional(std::move(parsed)) : std::nullopt;
}

}  // namespace

// The steps that need the insides of keys.
struct Sealing {
  static std::string material(Header& header, const Lock& lock) {
    if (const auto* passphrase = std::get_if<Passphrase>(&lock)) {
      header.kind = Header::Kind::passphrase;
      header.salt = random_bytes(salt_bytes);
      return stretched(*passphrase, header);
    }
    const auto& recipient = std::get<Recipient>(lock).key_;
    const Key fresh = fresh_key();
    header.kind = Header::Kind::recipient;
    header.recipient = public_half(recipient.get());
    header.ephemeral = public_half(fresh.get());
    const auto material = agreed(fresh.get(), recipient.get());
    if (!material) beyond_help();  // Recipient::parse refused keys of small order
    return *material;
  }

  static std::optional<std::string> material(const Header& header, const Unlocking& unlocking) {
    if (const auto* passphrase = std::get_if<Passphrase>(&unlocking)) {
      return stretched(*passphrase, header);
    }
    const Key ephemeral = public_key(header.ephemeral);
    return ephemeral ? agreed(std::get<RecipientKey>(unlocking).key_.get(), ephemeral.get())
                     : std::nullopt;
  }
};

Result<Recipient> Recipient::parse(std::string_view pem) {
  Key key = read_pem(pem, false);
  // A key of small order would lock with a secret that everybody knows.
  if (key && agreed(fresh_key().get(), key.get())) return Recipient(key);
  return fail(Fault::invalid, "recipient_malformed", "控えを受け取る鍵（公開鍵）を読めません。",
              "mamori backup-key で作った .pub のファイルを指定してください。");
}

Result<RecipientKey> RecipientKey::parse(std::string_view pem) {
  if (Key key = read_pem(pem, true)) return RecipientKey(std::move(key));
  return fail(Fault::invalid, "recipient_key_malformed", "控えを開く鍵（秘密鍵）を読めません。",
              "mamori backup-key で作ったファイルを指定してください。");
}

RecipientKey RecipientKey::generate() {
  return RecipientKey(fresh_key());
}

std::string RecipientKey::private_pem() const {
  return written_pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string RecipientKey::public_pem() const {
  return written_pem([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key_.get()); });
}

Locked lock(std::string_view body, Instant made, const Lock& lock, const Cost& cost) {
  Header header{.body = std::string(body), .made = made, .cost = cost};
  const std::string material = Sealing::material(header, lock);
  const std::string lines = first_lines(header);
  header.digest = mamori::as_text(sha256(lines));
  header.check = check_of(header, material);
  return {lines + "digest " + base64(header.digest) + "\ncheck " + base64(header.check) + "\n",
          derive(material, header.digest, "content")};
}

Result<ParsedHeader> parse_header(std::string_view bytes) {
  if (!bytes.starts_with(std::string(form) + "\n")) {
    return fail(Fault::invalid, "backup_unknown", "mamoriの控えではないか、新しい版の控えです。",
                "ファイルを確かめるか、控えを取った版以降のmamoriで開いてください。");
  }
  if (auto parsed = read_header(bytes.substr(0, header_bytes_max))) return *std::move(parsed);
  return fail(Fault::corrupt, "backup_altered",
              "控えの初めのところが、書いたときのままではありません。",
              "壊れているか、書き換えられています。別の控えを使ってください。");
}

Result<ContentKey> unlock(const Header& header, const Unlocking& unlocking) {
  const bool is_passphrase = std::holds_alternative<Passphrase>(unlocking);
  if (is_passphrase != (header.kind == Header::Kind::passphrase)) {
    return fail(Fault::invalid, "backup_key_other_kind",
                is_passphrase ? "この控えは、合言葉ではなく鍵で開きます。"
                              : "この控えは、鍵ではなく合言葉で開きます。",
                is_passphrase ? "--key に、控えを開く鍵のファイルを指定してください。"
                              : "--key を外して、合言葉を入れてください。");
  }
  const auto material = Sealing::material(header, unlocking);
  if (!material || !same_secret(check_of(header, *material), header.check)) {
    return fail(Fault::forbidden, "backup_key_wrong",
                is_passphrase ? "合言葉が違います。" : "この控えを開く鍵ではありません。",
                is_passphrase ? "控えを取ったときの合言葉を入れてください。"
                              : "控えを取ったときの公開鍵と対になる鍵を指定してください。");
  }
  return derive(*material, header.digest, "content");
}

}  // namespace mamori::recovery
