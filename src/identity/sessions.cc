#include "identity/sessions.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/bytes.h"
#include "base/text.h"
#include "identity/columns.h"

namespace mamori::identity {
namespace {

constexpr std::size_t agent_bytes_max = 200;

constexpr std::string_view session_columns =
    "s.id AS id, s.person_id AS person_id, s.means AS means, s.awaits_factor AS awaits_factor, "
    "s.two_factors AS two_factors, "
    "s.created_ms AS created_ms, s.seen_ms AS seen_ms, s.proved_ms AS proved_ms, "
    "s.address AS address, s.agent AS agent";

constexpr std::pair<Means, std::string_view> names_of_means[] = {
    {Means::password, "password"},
    {Means::passkey, "passkey"},
    {Means::directory, "directory"},
    {Means::provider, "provider"},
};

Session to_session(const store::Row& row) {
  return {.id = row.text("id"),
          .person_id = row.text("person_id"),
          .means = means_of(row.text("means")),
          .awaits_factor = row.integer("awaits_factor") != 0,
          .two_factors = row.integer("two_factors") != 0,
          .created = from_ms(row.integer("created_ms")),
          .seen = from_ms(row.integer("seen_ms")),
          .proved = from_ms(row.integer("proved_ms")),
          .address = row.text("address"),
          .agent = row.text("agent")};
}

bool is_alive(const Session& session, Instant now, const SessionPolicy& policy) {
  if (session.awaits_factor) return now < session.created + policy.awaiting_max;
  return now < session.seen + policy.idle_max && now < session.created + policy.age_max;
}

// At most so many bytes, not cut inside a character; what is not UTF-8 is replaced.
std::string cut(std::string_view text, std::size_t bytes_max) {
  std::string out;
  for (const char32_t c : code_points(text)) {
    std::string character;
    append_utf8(character, c);
    if (out.size() + character.size() > bytes_max) break;
    out += character;
  }
  return out;
}

void remove_expired(store::Connection& connection, Instant now, const SessionPolicy& policy) {
  connection.execute("DELETE FROM identity_sessions WHERE seen_ms <= $1 OR created_ms <= $2",
                     to_ms(now - policy.idle_max), to_ms(now - policy.age_max));
}

void make_room(store::Connection& connection, std::string_view person_id,
               const SessionPolicy& policy) {
  connection.execute(
      "DELETE FROM identity_sessions WHERE person_id = $1 AND id NOT IN "
      "(SELECT id FROM identity_sessions WHERE person_id = $1 "
      "ORDER BY created_ms DESC, id DESC LIMIT $2)",
      person_id, policy.per_person_max - 1);
}

}  // namespace

std::string_view name_of(Means means) {
  return std::ranges::find(names_of_means, means, [](const auto& pair) { return pair.first; })
      ->second;
}

Means means_of(std::string_view name) {
  const auto found =
      std::ranges::find(names_of_means, name, [](const auto& pair) { return pair.second; });
  if (found == std::end(names_of_means)) throw std::invalid_argument("no means of signing in");
  return found->first;
}

NewSession create_session(store::Connection& connection, const Opening& opening,
                          const Origin& origin, std::string_view previous_token, Instant now,
                          const SessionPolicy& policy) {
  revoke_session(connection, previous_token);
  remove_expired(connection, now, policy);
  make_room(connection, opening.person_id, policy);
  NewSession made{.token = make_token(),
                  .session = {.id = make_id(to_ms(now)),
                              .person_id = opening.person_id,
                              .means = opening.means,
                              .awaits_factor = opening.awaits_factor,
                              .two_factors = opening.two_factors,
                              .created = now,
                              .seen = now,
                              .proved = now,
                              .address = origin.address,
                              .agent = cut(origin.agent, agent_bytes_max)}};
  const Session& session = made.session;
  connection.execute(
      "INSERT INTO identity_sessions (token_hash, id, person_id, means, awaits_factor, "
      "two_factors, "
      "created_ms, seen_ms, proved_ms, address, agent) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9)",
      token_hash(made.token), session.id, session.person_id, name_of(session.means),
      session.awaits_factor, session.two_factors, to_ms(now), session.address, session.agent);
  return made;
}

std::optional<Session> find_session(store::Connection& connection, std::string_view token,
                                    Instant now, const SessionPolicy& policy) {
  if (token.size() != token_characters) return std::nullopt;
  const auto row = connection.first(
      "SELECT " + std::string(session_columns) +
          " FROM identity_sessions s JOIN identity_accounts a ON a.person_id = s.person_id "
          "WHERE s.token_hash = $1 AND a.locked = 0",
      token_hash(token));
  if (!row) return std::nullopt;
  Session session = to_session(*row);
  if (!is_alive(session, now, policy)) return std::nullopt;
  return session;
}

bool needs_touch(const Session& session, Instant now, const SessionPolicy& policy) {
  return now >= session.seen + policy.seen_every;
}

void touch_session(store::Connection& connection, const Session& session, Instant now) {
  connection.execute("UPDATE identity_sessions SET seen_ms = $1 WHERE id = $2 AND seen_ms < $1",
                     to_ms(now), session.id);
}

void renew_session(store::Connection& connection, std::string_view id, Instant now) {
  connection.execute("UPDATE identity_sessions SET proved_ms = $1 WHERE id = $2", to_ms(now), id);
}

void revoke_session(store::Connection& connection, std::string_view token) {
  connection.execute("DELETE FROM identity_sessions WHERE token_hash = $1", token_hash(token));
}

bool revoke_session_by_id(store::Connection& connection, std::string_view person_id,
                          std::string_view id) {
  return connection.execute("DELETE FROM identity_sessions WHERE person_id = $1 AND id = $2",
                            person_id, id) > 0;
}

std::int64_t revoke_other_sessions(store::Connection& connection, std::string_view person_id,
                                   std::string_view kept_id) {
  return connection.execute("DELETE FROM identity_sessions WHERE person_id = $1 AND id <> $2",
                            person_id, kept_id);
}

void revoke_all_sessions(store::Connection& connection, std::string_view person_id) {
  connection.execute("DELETE FROM identity_sessions WHERE person_id = $1", person_id);
}

void revoke_everybodys_sessions(store::Connection& connection) {
  connection.execute("DELETE FROM identity_sessions");
}

std::vector<Session> list_sessions(store::Connection& connection, std::string_view person_id,
                                   Instant now, const SessionPolicy& policy) {
  std::vector<Session> sessions;
  for (const auto& row : connection.query("SELECT " + std::string(session_columns) +
                                              " FROM identity_sessions s WHERE s.person_id = $1 "
                                              "ORDER BY s.created_ms DESC, s.id DESC",
                                          person_id)) {
    Session session = to_session(row);
    if (is_alive(session, now, policy)) sessions.push_back(std::move(session));
  }
  return sessions;
}

std::string csrf_token(std::string_view session_token) {
  return base64url(as_text(hmac_sha256(session_token, "mamori csrf 1")));
}

}  // namespace mamori::identity
