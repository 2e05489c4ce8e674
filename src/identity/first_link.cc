#include "identity/first_link.h"

#include "identity/columns.h"

namespace mamori::identity {
namespace {

std::unexpected<Error> invalid_link() {
  return fail(Fault::forbidden, "first_link_invalid",
              "このリンクは使えません（使用済みか、期限切れです）。",
              "mamoriを動かしている機械で新しいリンクを作ってください。");
}

}  // namespace

std::string make_first_link(store::Connection& connection, Instant now) {
  connection.execute("DELETE FROM identity_first_links");
  std::string token = make_token();
  connection.execute("INSERT INTO identity_first_links (token_hash, expires_ms) VALUES ($1, $2)",
                     token_hash(token), to_ms(now + first_link_lasts));
  return token;
}

Result<Instant> check_first_link(store::Connection& connection, std::string_view token,
                                 Instant now) {
  const auto row = connection.first(
      "SELECT expires_ms FROM identity_first_links WHERE token_hash = $1 AND used_ms IS NULL "
      "AND expires_ms > $2",
      token_hash(token), to_ms(now));
  if (!row) return invalid_link();
  return from_ms(row->integer("expires_ms"));
}

Result<void> use_first_link(store::Connection& connection, std::string_view token, Instant now) {
  const auto used = connection.execute(
      "UPDATE identity_first_links SET used_ms = $1 WHERE token_hash = $2 AND used_ms IS NULL "
      "AND expires_ms > $1",
      to_ms(now), token_hash(token));
  if (used == 0) return invalid_link();
  return {};
}

}  // namespace mamori::identity
