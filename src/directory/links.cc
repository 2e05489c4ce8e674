#include "directory/links.h"

#include "base/bytes.h"
#include "base/date.h"
#include "base/json.h"

namespace mamori::directory {
namespace {

using store::Connection;

constexpr std::size_t id_characters = 32;  // 128 bits

Link to_link(const store::Row& row) {
  return {.id = row.text("id"),
          .source = row.text("source"),
          .subject = row.text("subject"),
          .person_id = row.text("person_id"),
          .login = row.text("login")};
}

JsonArray sections_of(std::string_view json) {
  const auto parsed = parse_json(json);
  return parsed && parsed->is_array() ? parsed->get_array() : JsonArray();
}

Arrival to_arrival(const store::Row& row) {
  Arrival arrival{.id = row.text("id"),
                  .vouched = {.source = row.text("source"),
                              .subject = row.text("subject"),
                              .login = row.text("login"),
                              .name = row.text("name"),
                              .kana = row.text("kana"),
                              .number = row.text("number"),
                              .sections = {}},
                  .at = row.text("at")};
  for (const Json& section : sections_of(row.text("sections"))) {
    arrival.vouched.sections.emplace_back(section.as_string());
  }
  return arrival;
}

constexpr std::string_view select_arrivals = "SELECT * FROM directory_arrivals ";

std::string_view reason_of(Standing standing) {
  switch (standing) {
    case Standing::disabled:
      return "使用停止";
    case Standing::expired:
      return "期限切れ";
    case Standing::absent:
      return "登録なし";
    case Standing::active:
      break;
  }
  return "";
}

JsonObject named(const Vouched& vouched) {
  return {{"source", vouched.source}, {"subject", vouched.subject}, {"login", vouched.login}};
}

void forget_arrival(Connection& connection, const std::string& id) {
  connection.execute("DELETE FROM directory_arrivals WHERE id = $1", id);
}

void put_arrival(Connection& connection, const ledger::Record& record, const std::string& id) {
  const auto said = [&](std::string_view key) { return text_at(record.payload, key); };
  forget_arrival(connection, id);
  connection.execute(
      "INSERT INTO directory_arrivals (id, source, subject, login, name, kana, number, sections, "
      "at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      id, said("source"), said("subject"), said("login"), said("name"), said("kana"),
      said("number"), canonical_json(array_at(record.payload, "sections")), iso_instant(record.at));
}

void put_link(Connection& connection, const ledger::Record& record, const std::string& id) {
  const auto said = [&](std::string_view key) { return text_at(record.payload, key); };
  connection.execute("DELETE FROM directory_links WHERE id = $1", id);
  connection.execute(
      "INSERT INTO directory_links (id, source, subject, person_id, login) "
      "VALUES ($1, $2, $3, $4, $5)",
      id, said("source"), said("subject"), said("person"), said("login"));
}

}  // namespace

std::string link_id(std::string_view source, std::string_view subject) {
  const std::string both = std::string(source) + '\n' + std::string(subject);
  return hex(as_text(sha256(both))).substr(0, id_characters);
}

std::optional<Link> find_link(Connection& connection, const Vouched& vouched) {
  const auto row = connection.first("SELECT * FROM directory_links WHERE id = $1",
                                    link_id(vouched.source, vouched.subject));
  if (!row) return {};
  return to_link(*row);
}

std::vector<Link> links_from(Connection& connection, std::string_view source) {
  std::vector<Link> links;
  for (const auto& row :
       connection.query("SELECT * FROM directory_links WHERE source = $1 ORDER BY id", source)) {
    links.push_back(to_link(row));
  }
  return links;
}

bool is_linked(Connection& connection, std::string_view source, std::string_view person_id) {
  return connection
      .first("SELECT 1 AS found FROM directory_links WHERE source = $1 AND person_id = $2", source,
             person_id)
      .has_value();
}

std::vector<Arrival> arrivals(Connection& connection) {
  std::vector<Arrival> list;
  for (const auto& row : connection.query(std::string(select_arrivals) + "ORDER BY at, id")) {
    list.push_back(to_arrival(row));
  }
  return list;
}

std::optional<Arrival> find_arrival(Connection& connection, std::string_view id) {
  const auto row = connection.first(std::string(select_arrivals) + "WHERE id = $1", id);
  if (!row) return {};
  return to_arrival(*row);
}

ledger::Act arrived_act(const Vouched& vouched) {
  JsonObject payload = named(vouched);
  payload["name"] = vouched.name;
  payload["kana"] = vouched.kana;
  payload["number"] = vouched.number;
  payload["sections"] = JsonArray(vouched.sections.begin(), vouched.sections.end());
  return {"directory.arrived", std::string(directory_actor),
          "arrivals/" + link_id(vouched.source, vouched.subject), std::move(payload)};
}

ledger::Act dismissed_act(const Arrival& arrival, std::string_view actor) {
  return {"directory.dismissed", std::string(actor), "arrivals/" + arrival.id,
          named(arrival.vouched)};
}

ledger::Act linked_act(const Vouched& vouched, std::string_view person, std::string_view name,
                       std::string_view actor) {
  JsonObject payload = named(vouched);
  payload["person"] = person;
  payload["person_name"] = name;
  return {"directory.linked", std::string(actor), "people/" + std::string(person),
          std::move(payload)};
}

ledger::Act left_act(const Link& link, std::string_view name, Standing standing) {
  return {"directory.left", std::string(directory_actor), "people/" + link.person_id,
          JsonObject{{"source", link.source},
                     {"subject", link.subject},
                     {"login", link.login},
                     {"person", link.person_id},
                     {"person_name", name},
                     {"reason", reason_of(standing)}}};
}

void project_erasure(Connection& connection, const ledger::Record& record) {
  constexpr std::string_view prefix = "people/";
  if (!record.subject.starts_with(prefix)) return;
  connection.execute("DELETE FROM directory_links WHERE person_id = $1",
                     record.subject.substr(prefix.size()));
}

void project(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  const std::string id =
      link_id(text_at(record.payload, "source"), text_at(record.payload, "subject"));
  if (record.kind == "directory.arrived") return put_arrival(connection, record, id);
  forget_arrival(connection, id);
  if (record.kind == "directory.linked") put_link(connection, record, id);
  if (record.kind == "directory.left") {
    connection.execute("DELETE FROM directory_links WHERE id = $1", id);
  }
}

}  // namespace mamori::directory
