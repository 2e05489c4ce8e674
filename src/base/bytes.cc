// OpenSSL 3 fetches the algorithm anew in every one-shot call, which takes longer than hashing a
// record. Its direct SHA-256 calls are deprecated in name only.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/bytes.h"

#include <algorithm>
#include <cstdlib>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

namespace mamori {
namespace {

Digest sha256_of(std::string_view first, std::string_view second) {
  Digest digest;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, first.data(), first.size());
  SHA256_Update(&context, second.data(), second.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

}  // namespace

std::string_view as_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view as_text(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Bytes as_bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text(((bytes.size() + 2) / 3) * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), raw(bytes),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::optional<std::string> unbase64(std::string_view text) {
  if (text.empty()) return std::string{};
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), raw(text),
                                     static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const auto padding =
      static_cast<std::size_t>(std::ranges::count(text.substr(text.size() - 2), '='));
  bytes.resize(static_cast<std::size_t>(length) - padding);
  if (base64(bytes) != text) return std::nullopt;  // OpenSSL trims blanks and ignores stray bits
  return bytes;
}

std::string base64url(std::string_view bytes) {
  std::string text = base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

Digest sha256(std::string_view bytes) {
  return sha256_of(bytes, {});
}

// RFC 2104.
Digest hmac_sha256(std::string_view key, std::string_view message) {
  std::array<char, SHA256_CBLOCK> inner_pad;
  std::array<char, SHA256_CBLOCK> outer_pad;
  inner_pad.fill(0x36);
  outer_pad.fill(0x5c);
  const Digest short_key = key.size() > inner_pad.size() ? sha256(key) : Digest{};
  if (key.size() > inner_pad.size()) key = as_text(short_key);
  for (std::size_t place = 0; place < key.size(); ++place) {
    inner_pad[place] = static_cast<char>(inner_pad[place] ^ key[place]);
    outer_pad[place] = static_cast<char>(outer_pad[place] ^ key[place]);
  }
  const Digest inner = sha256_of({inner_pad.data(), inner_pad.size()}, message);
  return sha256_of({outer_pad.data(), outer_pad.size()}, as_text(inner));
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    std::abort();  // without randomness no session and no salt is safe
  }
  return bytes;
}

std::string make_id(std::int64_t unix_ms) {
  static constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(26, '0');
  auto time = static_cast<std::uint64_t>(unix_ms);
  for (int place = 9; place >= 0; --place, time >>= 5) id[place] = digits[time & 31];
  const std::string chance = random_bytes(16);
  for (std::size_t place = 10; place < 26; ++place) {
    id[place] = digits[static_cast<unsigned char>(chance[place - 10]) & 31];
  }
  return id;
}

bool same_secret(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace mamori
