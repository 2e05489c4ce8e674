#include "catalogue/confirmation.h"

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "base/date.h"
#include "base/json.h"
#include "catalogue/control.h"
#include "catalogue/units.h"

namespace mamori::catalogue {
namespace {

using store::Connection;
using store::Row;

std::string subject_of(std::int64_t version, std::int64_t document) {
  return "regulations/" + std::to_string(version) + "/" + std::to_string(document);
}

JsonArray json_list(const std::vector<std::string>& texts) {
  return JsonArray(texts.begin(), texts.end());
}

std::vector<std::string> text_list(const JsonArray& list) {
  std::vector<std::string> texts;
  for (const Json& text : list) {
    if (text.is_string()) texts.emplace_back(text.get_string());
  }
  return texts;
}

std::vector<std::string> text_list(std::string_view json) {
  const auto list = parse_json(json);
  return list && list->is_array() ? text_list(list->get_array()) : std::vector<std::string>{};
}

Carriage carriage_of(std::string_view name) {
  for (const Carriage carriage : {Carriage::same, Carriage::moved, Carriage::changed}) {
    if (name_of(carriage) == name) return carriage;
  }
  return Carriage::none;
}

Confirmation confirmation_of(const Row& row) {
  return {.version = row.integer("version"),
          .document = row.integer("document"),
          .place = row.text("place"),
          .needs_review = row.integer("needs_review") == 1,
          .carriage = carriage_of(row.text("carriage")),
          .from_place = row.text("from_place"),
          .text = row.text("text"),
          .controls = text_list(row.text("controls")),
          .person_id = row.text("person_id"),
          .person_name = row.text("person_name"),
          .decided_at = row.text("decided_at"),
          .record_number = static_cast<std::uint64_t>(row.integer("record_number"))};
}

Confirmation confirmation_of(const Json& json) {
  return {.version = integer_at(json, "version"),
          .document = integer_at(json, "document"),
          .place = text_at(json, "place"),
          .needs_review = flag_at(json, "needs_review"),
          .carriage = carriage_of(text_at(json, "carriage")),
          .from_place = text_at(json, "from_place"),
          .text = text_at(json, "text"),
          .controls = text_list(array_at(json, "controls")),
          .person_id = text_at(json, "person_id"),
          .person_name = text_at(json, "person_name"),
          .decided_at = text_at(json, "decided_at"),
          .record_number = static_cast<std::uint64_t>(integer_at(json, "record"))};
}

std::optional<Confirmation> confirmation_at(Connection& connection, std::int64_t version,
                                            std::int64_t document, std::string_view place) {
  const auto row = connection.first(
      "SELECT * FROM confirmations WHERE version = $1 AND document = $2 AND place = $3", version,
      document, place);
  return row ? std::optional(confirmation_of(*row)) : std::nullopt;
}

// --- into the tables

void remove(Connection& connection, const Confirmation& gone) {
  for (const std::string_view table : {"confirmed_controls", "confirmations"}) {
    connection.execute("DELETE FROM " + std::string(table) +
                           " WHERE version = $1 AND document = $2 AND place = $3",
                       gone.version, gone.document, gone.place);
  }
}

void put(Connection& connection, const Confirmation& decided) {
  remove(connection, decided);
  connection.execute(
      "INSERT INTO confirmations (version, document, place, needs_review, carriage, from_place, "
      "text, controls, person_id, person_name, decided_at, record_number) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7, $8, $9, $10, $11, $12)",
      decided.version, decided.document, decided.place, decided.needs_review ? 1 : 0,
      name_of(decided.carriage), decided.from_place, decided.text,
      canonical_json(json_list(decided.controls)), decided.person_id, decided.person_name,
      decided.decided_at, static_cast<std::int64_t>(decided.record_number));
  for (const std::string& control : decided.controls) {
    connection.execute(
        "INSERT INTO confirmed_controls (version, document, place, control) VALUES ($1, $2, $3, "
        "$4)",
        decided.version, decided.document, decided.place, control);
  }
}

void put_event(Connection& connection, const ledger::Record& record, std::string_view act,
               const Confirmation& about, std::string_view person_name) {
  connection.execute(
      "INSERT INTO confirmation_events (record_number, version, document, place, act, controls, "
      "person_id, person_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      static_cast<std::int64_t>(record.number), about.version, about.document, about.place, act,
      canonical_json(json_list(about.controls)), record.actor, person_name, iso_instant(record.at));
}

void project_confirm(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  for (const Json& member : array_at(payload, "confirmations")) {
    const Confirmation decided{.version = integer_at(payload, "version"),
                               .document = integer_at(payload, "document"),
                               .place = text_at(member, "place"),
                               .from_place = {},
                               .text = text_at(member, "text"),
                               .controls = text_list(array_at(member, "controls")),
                               .person_id = record.actor,
                               .person_name = text_at(payload, "person_name"),
                               .decided_at = iso_instant(record.at),
                               .record_number = record.number};
    put(connection, decided);
    put_event(connection, record, "confirm", decided, decided.person_name);
  }
}

void project_take_back(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  Confirmation about{.version = integer_at(payload, "version"),
                     .document = integer_at(payload, "document"),
                     .place = text_at(payload, "place"),
                     .from_place = {},
                     .text = {},
                     .controls = {},
                     .person_id = {},
                     .person_name = {},
                     .decided_at = {}};
  remove(connection, about);
  const Json& restored = payload.at("restored");
  if (restored.is_object()) {
    about = confirmation_of(restored);
    put(connection, about);
  }
  put_event(connection, record, "take_back", about, text_at(payload, "person_name"));
}

void put_vanished(Connection& connection, std::int64_t version, const Confirmation& gone) {
  connection.execute(
      "INSERT INTO vanished_confirmations (version, document, place, text, controls, person_name, "
      "decided_at, record_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      version, gone.document, gone.place, gone.text, canonical_json(json_list(gone.controls)),
      gone.person_name, gone.decided_at, static_cast<std::int64_t>(gone.record_number));
}

void project_carry(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  for (const Json& member : array_at(payload, "carried")) {
    const Confirmation carried = confirmation_of(member);
    put(connection, carried);
    put_event(connection, record, "carry", carried, text_at(payload, "person_name"));
  }
  for (const Json& member : array_at(payload, "vanished")) {
    put_vanished(connection, integer_at(payload, "version"), confirmation_of(member));
  }
}

// --- deciding

std::unexpected<Error> meanwhile(std::string_view place) {
  return fail(Fault::conflict, "confirmed_meanwhile",
              std::string(place) + "は、画面を開いてからほかの人が確認しました。",
              "今の内容を見て、必要ならもう一度決めてください。");
}

Result<void> check_controls(const Ground& ground, const std::vector<std::string>& controls) {
  if (controls.size() > controls_per_place_max) {
    return fail(
        Fault::invalid, "too_many_controls",
        "一つの箇所に選べる管理策は、" + std::to_string(controls_per_place_max) + "個までです。",
        "その箇所が最もよく表すものだけを選んでください。");
  }
  for (const std::string& control : controls) {
    if (ground.catalogue.find(control)) continue;
    return fail(Fault::invalid, "control_unknown", "「" + control + "」という管理策はありません。",
                "一覧から選び直してください。");
  }
  return {};
}

std::vector<std::string> without_repeats(std::vector<std::string> controls) {
  std::set<std::string> seen;
  std::erase_if(controls, [&](const std::string& one) { return !seen.insert(one).second; });
  return controls;
}

JsonArray proposed_at(const Ground& ground, std::string_view place) {
  JsonArray list;
  for (const AlignedControl& proposal : ground.proposals) {
    if (proposal.place != place) continue;
    list.push_back(JsonObject{{"control", proposal.control_id},
                              {"permille", proposal.permille},
                              {"reason", proposal.reason}});
  }
  return list;
}

Result<Json> decided_json(Connection& connection, const Ground& ground, const Decision& decision) {
  const auto demand = std::ranges::find(ground.demands, decision.place, &Demand::place);
  if (demand == ground.demands.end()) {
    return fail(Fault::not_found, "place_unknown",
                "「" + decision.place + "」は、確認する箇所ではありません。",
                "一覧から選び直してください。");
  }
  if (auto known = check_controls(ground, decision.controls); !known) return fail(known.error());
  const auto before = confirmation_at(connection, ground.version, ground.document, decision.place);
  if ((before ? before->record_number : 0) != decision.seen) return meanwhile(decision.place);
  return Json(JsonObject{{"place", decision.place},
                         {"text", demand->text},
                         {"text_digest", hex(as_text(sha256(demand->text)))},
                         {"proposed", proposed_at(ground, decision.place)},
                         {"controls", json_list(without_repeats(decision.controls))},
                         {"before", before ? to_json(*before) : Json()}});
}

JsonObject payload_of(const Ground& ground, std::string title) {
  return {{"title", std::move(title)},
          {"version", ground.version},
          {"document", ground.document},
          {"source_digest", ground.source_digest},
          {"person_name", ground.person_name}};
}

// What stood at the place before its confirmation, as the record of that says.
Result<Json> before_of(Connection& connection, const Confirmation& confirmation) {
  const auto record = ledger::record_at(connection, confirmation.record_number);
  if (record) {
    for (const Json& member : array_at(record->payload, "confirmations")) {
      if (text_at(member, "place") == confirmation.place) return member.at("before");
    }
  }
  return fail(Fault::conflict, "nothing_to_take_back",
              confirmation.place + "の確認は、取り消せません。",
              "別の管理策を選び直してください。");
}

}  // namespace

std::string_view name_of(Carriage carriage) {
  switch (carriage) {
    case Carriage::none:
      return "";
    case Carriage::same:
      return "same";
    case Carriage::moved:
      return "moved";
    case Carriage::changed:
      return "changed";
  }
  return "";
}

std::vector<Demand> demands_of(const regulation::Document& document,
                               std::span<const regulation::Provision> provisions) {
  std::vector<Demand> list;
  for (Unit& unit : units_of(document, provisions).units) {
    list.push_back({std::move(unit.place), unit.line, std::move(unit.text), std::move(unit.lead),
                    std::move(unit.caption)});
  }
  return list;
}

Confirmations confirmations(Connection& connection, std::int64_t version, std::int64_t document) {
  Confirmations list;
  for (const Row& row : connection.query(
           "SELECT * FROM confirmations WHERE version = $1 AND document = $2", version, document)) {
    list.emplace(row.text("place"), confirmation_of(row));
  }
  return list;
}

std::vector<Confirmation> vanished(Connection& connection, std::int64_t version) {
  std::vector<Confirmation> list;
  for (const Row& row : connection.query("SELECT * FROM vanished_confirmations WHERE version = $1 "
                                         "ORDER BY record_number, document, place",
                                         version)) {
    list.push_back({.version = version,
                    .document = row.integer("document"),
                    .place = row.text("place"),
                    .from_place = {},
                    .text = row.text("text"),
                    .controls = text_list(row.text("controls")),
                    .person_id = {},
                    .person_name = row.text("person_name"),
                    .decided_at = row.text("decided_at"),
                    .record_number = static_cast<std::uint64_t>(row.integer("record_number"))});
  }
  return list;
}

std::string last_change(Connection& connection, std::int64_t version) {
  const auto row = connection.first(
      "SELECT record_number, at FROM confirmation_events WHERE version = $1 "
      "ORDER BY record_number DESC LIMIT 1",
      version);
  return row ? row->text("at") + " " + std::to_string(row->integer("record_number")) : "";
}

std::vector<ConfirmationEvent> events_of(Connection& connection, std::int64_t version,
                                         std::int64_t document, std::string_view place) {
  std::vector<ConfirmationEvent> list;
  for (const Row& row : connection.query(
           "SELECT * FROM confirmation_events WHERE version = $1 AND document = $2 AND place = $3 "
           "ORDER BY record_number",
           version, document, place)) {
    list.push_back({static_cast<std::uint64_t>(row.integer("record_number")), row.text("place"),
                    row.text("act"), text_list(row.text("controls")), row.text("person_id"),
                    row.text("person_name"), row.text("at")});
  }
  return list;
}

std::optional<Confirmation> last_of(Connection& connection, std::int64_t version,
                                    std::int64_t document, std::string_view person_id) {
  const auto row = connection.first(
      "SELECT * FROM confirmations WHERE version = $1 AND document = $2 AND person_id = $3 "
      "AND carriage = '' ORDER BY record_number DESC, place LIMIT 1",
      version, document, person_id);
  return row ? std::optional(confirmation_of(*row)) : std::nullopt;
}

std::vector<AlignedControl> settled(const std::vector<AlignedControl>& proposals,
                                    const Confirmations& confirmed) {
  std::vector<AlignedControl> list;
  for (const AlignedControl& proposal : proposals) {
    if (!confirmed.contains(proposal.place)) list.push_back(proposal);
  }
  for (const auto& [place, decided] : confirmed) {
    for (const std::string& control : decided.controls) {
      const auto proposed = std::ranges::find_if(proposals, [&](const AlignedControl& one) {
        return one.place == place && one.control_id == control;
      });
      AlignedControl chosen{place, 1, control, 1000, "人が選んだもの"};
      if (proposed != proposals.end()) chosen = *proposed;
      chosen.rank = 1;
      chosen.standing = decided.needs_review ? Standing::review : Standing::confirmed;
      list.push_back(std::move(chosen));
    }
  }
  return list;
}

Result<ledger::Act> confirm(Connection& connection, const Ground& ground,
                            const std::vector<Decision>& decisions) {
  if (decisions.empty()) {
    return fail(Fault::invalid, "nothing_chosen", "確認する箇所が選ばれていません。",
                "箇所を選んでから、もう一度押してください。");
  }
  JsonArray list;
  for (const Decision& decision : decisions) {
    auto decided = decided_json(connection, ground, decision);
    if (!decided) return fail(decided.error());
    list.push_back(*std::move(decided));
  }
  const std::string title =
      decisions.size() == 1 ? decisions.front().place : std::to_string(decisions.size()) + "か所";
  JsonObject payload = payload_of(ground, title);
  payload["confirmations"] = std::move(list);
  return ledger::Act{"catalogue.confirm", ground.person_id,
                     subject_of(ground.version, ground.document), std::move(payload)};
}

Result<ledger::Act> take_back(Connection& connection, const Ground& ground, std::string_view place,
                              std::uint64_t seen) {
  const auto standing = confirmation_at(connection, ground.version, ground.document, place);
  if (!standing) {
    return fail(Fault::conflict, "not_confirmed",
                "「" + std::string(place) + "」は、まだ確認されていません。",
                "一覧から開き直してください。");
  }
  if (standing->record_number != seen) return meanwhile(place);
  const auto before = before_of(connection, *standing);
  if (!before) return fail(before.error());
  JsonObject payload = payload_of(ground, std::string(place));
  payload["place"] = place;
  payload["taken_back"] = to_json(*standing);
  payload["restored"] = *before;
  return ledger::Act{"catalogue.take_back", ground.person_id,
                     subject_of(ground.version, ground.document), std::move(payload)};
}

Json to_json(const Confirmation& confirmation) {
  return JsonObject{{"version", confirmation.version},
                    {"document", confirmation.document},
                    {"place", confirmation.place},
                    {"needs_review", confirmation.needs_review},
                    {"carriage", name_of(confirmation.carriage)},
                    {"from_place", confirmation.from_place},
                    {"text", confirmation.text},
                    {"controls", json_list(confirmation.controls)},
                    {"person_id", confirmation.person_id},
                    {"person_name", confirmation.person_name},
                    {"decided_at", confirmation.decided_at},
                    {"record", confirmation.record_number}};
}

void project_confirmations(Connection& connection, const ledger::Record& record) {
  if (record.kind == "catalogue.confirm") return project_confirm(connection, record);
  if (record.kind == "catalogue.take_back") return project_take_back(connection, record);
  if (record.kind == "catalogue.carry") return project_carry(connection, record);
}

}  // namespace mamori::catalogue
