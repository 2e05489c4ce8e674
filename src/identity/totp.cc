#include "identity/totp.h"

#include <array>
#include <cstdlib>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/bytes.h"
#include "base/percent.h"
#include "base/text.h"

namespace mamori::identity {
namespace {

constexpr std::size_t secret_bytes = 20;
constexpr std::chrono::seconds step_lasts{30};
constexpr std::size_t digits = 6;
constexpr std::uint32_t modulus = 1'000'000;

using Sha1 = std::array<unsigned char, 20>;

Sha1 hmac_sha1(std::string_view key, std::string_view message) {
  Sha1 mac{};
  unsigned int length = 0;
  const auto* done = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                          mac.data(), &length);
  if (!done || length != mac.size()) std::abort();  // no memory left
  return mac;
}

}  // namespace

std::string make_totp_secret() {
  return random_bytes(secret_bytes);
}

std::int64_t totp_step(Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) / step_lasts;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::string message(8, '\0');
  for (std::size_t index = 0; index < message.size(); ++index) {
    message[message.size() - 1 - index] = static_cast<char>((step >> (8 * index)) & 0xff);
  }
  const Sha1 mac = hmac_sha1(secret, message);
  const std::size_t offset = mac.back() & 0x0f;  // RFC 4226 §5.3
  const std::uint32_t number = (std::uint32_t{mac[offset]} & 0x7f) << 24 |
                               std::uint32_t{mac[offset + 1]} << 16 |
                               std::uint32_t{mac[offset + 2]} << 8 | std::uint32_t{mac[offset + 3]};
  const std::string code = std::to_string(number % modulus);
  return std::string(digits - code.size(), '0') + code;
}

std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, Instant now,
                                       std::int64_t used) {
  std::string typed;
  for (const char32_t c : code_points(text_key(code))) {
    if (!is_blank(c)) append_utf8(typed, c);
  }
  const std::int64_t present = totp_step(now);
  std::optional<std::int64_t> match;
  for (const std::int64_t step : {present - 1, present, present + 1}) {
    if (same_secret(totp_code(secret, step), typed) && step > used) match = step;
  }
  return match;
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (count += 8; count >= 5; count -= 5) out += alphabet[(bits >> (count - 5)) & 31];
  }
  if (count > 0) out += alphabet[(bits << (5 - count)) & 31];
  return out;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  const std::string name = percent_encode(issuer);
  return "otpauth://totp/" + name + ":" + percent_encode(account) + "?secret=" + base32(secret) +
         "&issuer=" + name;
}

}  // namespace mamori::identity
