#include "ledger/record.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/date.h"

namespace mamori::ledger {
namespace {

constexpr std::string_view magic = "mamori-record/1";
constexpr std::string_view erasure_subject_prefix = "record:";
constexpr Instant at_min{};
constexpr Instant at_max = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} +
                           std::chrono::days{1} - std::chrono::milliseconds{1};

constexpr bool is_lower_or_digit(char c) {
  return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9');
}

std::unexpected<Error> malformed(std::string_view field) {
  return fail(Fault::corrupt, "record_malformed",
              "台帳の記録の書き方が正しくありません（" + std::string(field) + "）。",
              "台帳の検証を行ってください。");
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || number == 0 || text.front() == '0') return std::nullopt;
  return number;
}

// Reads `key value\n` at the front of `rest` and takes it off.
std::optional<std::string_view> take(std::string_view& rest, std::string_view key) {
  if (!rest.starts_with(key) || rest.size() == key.size() || rest[key.size()] != ' ') {
    return std::nullopt;
  }
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view value = rest.substr(key.size() + 1, end - key.size() - 1);
  rest.remove_prefix(end + 1);
  return value;
}

void put(std::string& out, std::string_view key, std::string_view value) {
  out.append(key).append(1, ' ').append(value).append(1, '\n');
}

bool read_hash(std::string_view text, Hash& hash) {
  const auto bytes = unbase64(text);
  if (!bytes || bytes->size() != hash.size()) return false;
  std::ranges::copy(*bytes, hash.begin());
  return true;
}

}  // namespace

bool is_body(std::string_view text) {
  return !text.empty() && text.size() <= body_bytes_max && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_kind(std::string_view text) {
  return !text.empty() && text.size() <= kind_bytes_max && std::ranges::all_of(text, [](char c) {
    return is_lower_or_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max &&
         std::ranges::all_of(text, [](char c) { return '!' <= c && c <= '~'; });
}

Hash commit_payload(std::string_view salt, std::string_view payload) {
  return hmac_sha256(salt, payload);
}

std::string encode(const Leaf& leaf) {
  std::string out;
  out.reserve(384);
  out.append(magic).append(1, '\n');
  put(out, "body", leaf.body);
  put(out, "number", std::to_string(leaf.number));
  put(out, "time", iso_instant(leaf.at));
  put(out, "act", leaf.kind);
  put(out, "actor", leaf.actor);
  put(out, "subject", leaf.subject);
  put(out, "payload", base64(as_text(leaf.commitment)));
  return out;
}

Result<Leaf> decode_leaf(std::string_view bytes) {
  if (bytes.size() > leaf_bytes_max) return malformed("size");
  std::string_view rest = bytes;
  if (!rest.starts_with(magic) || rest.size() == magic.size() || rest[magic.size()] != '\n') {
    return malformed(magic);
  }
  rest.remove_prefix(magic.size() + 1);

  Leaf leaf;
  const auto body = take(rest, "body");
  if (!body || !is_body(*body)) return malformed("body");
  const auto number = take(rest, "number").and_then(parse_number);
  if (!number) return malformed("number");
  const auto at = take(rest, "time").and_then(parse_iso_instant);
  if (!at || *at < at_min || *at > at_max) return malformed("time");
  const auto kind = take(rest, "act");
  if (!kind || !is_kind(*kind)) return malformed("act");
  const auto actor = take(rest, "actor");
  if (!actor || !is_name(*actor)) return malformed("actor");
  const auto subject = take(rest, "subject");
  if (!subject || !is_name(*subject)) return malformed("subject");
  const auto commitment = take(rest, "payload");
  if (!commitment || !read_hash(*commitment, leaf.commitment)) return malformed("payload");
  if (!rest.empty()) return malformed("end");

  leaf.body = *body;
  leaf.number = *number;
  leaf.at = *at;
  leaf.kind = *kind;
  leaf.actor = *actor;
  leaf.subject = *subject;
  return leaf;
}

bool is_never_erased(std::string_view kind) {
  return kind == erasure_kind || kind == rotation_kind;
}

std::string erasure_subject(std::uint64_t number) {
  return std::string(erasure_subject_prefix) + std::to_string(number);
}

std::optional<std::uint64_t> erased_number(const Leaf& leaf) {
  if (leaf.kind != erasure_kind || !leaf.subject.starts_with(erasure_subject_prefix)) {
    return std::nullopt;
  }
  return parse_number(std::string_view(leaf.subject).substr(erasure_subject_prefix.size()));
}

}  // namespace mamori::ledger
