// 記録: the ledger as a list, each record with its proof, the signed checkpoint.
#include <algorithm>
#include <charconv>
#include <optional>

#include "base/bytes.h"
#include "ledger/checkpoint.h"
#include "ledger/newest.h"
#include "ledger/record.h"
#include "web/list_parts.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using ledger::Record;
using store::Connection;

constexpr std::uint64_t records_on_page = 50;
// A longer payload (a whole regulation) is not printed on the page but given as a file.
constexpr std::size_t payload_on_page_bytes_max = std::size_t{64} << 10;

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number > 0 ? std::optional(number) : std::nullopt;
}

std::string record_href(const Visit& visit, std::uint64_t number) {
  return visit.base() + "/ledger/" + std::to_string(number);
}

std::string hex_of(const ledger::Hash& hash) {
  return hex(as_text(hash));
}

Json checkpoint_part(const Visit& visit, Connection& connection) {
  const auto signed_note = ledger::newest_checkpoint(connection);
  if (!signed_note) return nullptr;
  const auto checkpoint =
      ledger::open_checkpoint(*signed_note, visit.services.body.journal().verifier());
  if (!checkpoint) return nullptr;
  const auto newest = ledger::record_at(connection, checkpoint->size);
  return JsonObject{{"size", checkpoint->size},
                    {"root", hex_of(checkpoint->root)},
                    {"at", newest ? instant_part(iso_instant(newest->at)) : Json()},
                    {"origin", checkpoint->origin},
                    {"text", *signed_note},
                    {"href", visit.base() + "/ledger/checkpoint"}};
}

JsonArray articles_of_ledger(const Visit& visit, Connection& connection) {
  return articles_served_by(visit, connection, {catalogue::SatisfierKind::ledger, ""});
}

// --- the list

JsonObject record_row(const Visit& visit, Connection& connection, const Record& record) {
  const std::string href = record_href(visit, record.number);
  const Subject subject = subject_of(visit, record);
  const std::string number = std::to_string(record.number);
  return {{"href", href},
          {"cells", JsonArray{
                        cell_part({.text = number, .href = href, .number = true, .heading = true}),
                        cell_part({.text = {}, .date = instant_part(iso_instant(record.at))}),
                        cell_part({.text = act_label(record)}),
                        cell_part({.text = actor_name(connection, record)}),
                        cell_part({.text = subject.text, .href = subject.href}),
                    }}};
}

// What people ask the record for. A group is chosen by its id in ?kind=.
struct Group {
  std::string_view id;
  std::string_view label;
  std::vector<std::string_view> prefixes;  // of the kinds of its records
};

const std::vector<Group>& groups() {
  static const std::vector<Group> all{
      {"sign-ins", "サインイン", {"identity.sign_", "identity.use_recovery_code"}},
      {"accounts", "アカウント", {"identity.", "directory."}},
      {"organisation", "組織", {"organisation."}},
      {"applications", "申請", {"procedures."}},
      {"registers", "台帳", {"registers."}},
      {"regulations", "規程", {"regulation.", "catalogue."}},
      {"record", "記録と控え", {"ledger.", "backup.", "retention."}}};
  return all;
}

const Group* group_of(const Visit& visit) {
  const auto found = std::ranges::find(groups(), visit.request.query.get("kind"), &Group::id);
  return found == groups().end() ? nullptr : &*found;
}

JsonArray group_filter(const Visit& visit, const Group* chosen) {
  const std::string href = visit.base() + "/ledger";
  JsonArray options{JsonObject{{"label", "すべて"}, {"href", href}, {"current", !chosen}}};
  for (const Group& group : groups()) {
    options.push_back(JsonObject{{"label", group.label},
                                 {"href", href + "?kind=" + std::string(group.id)},
                                 {"current", &group == chosen}});
  }
  return {JsonObject{{"label", "種類"}, {"options", std::move(options)}}};
}

// The records of one page, newest first, and the steps from it; null when all stand on it.
struct Shown {
  std::vector<Record> records;
  Json steps;
};

Json steps_part(Json previous, Json next) {
  if (previous.is_null() && next.is_null()) return nullptr;
  return JsonObject{{"current", nullptr},
                    {"count", nullptr},
                    {"previous", std::move(previous)},
                    {"next", std::move(next)},
                    {"items", JsonArray()}};
}

std::string before(std::uint64_t number) {
  return "?before=" + std::to_string(number);
}

Shown all_shown(Connection& connection, std::uint64_t total, std::uint64_t end) {
  const std::uint64_t first = end > records_on_page ? end - records_on_page : 1;
  auto records = ledger::records_from(connection, first, static_cast<std::int64_t>(end - first));
  std::ranges::reverse(records);
  const std::uint64_t newer = end + records_on_page;
  return {std::move(records),
          steps_part(end > total ? Json() : Json(newer > total ? "?" : before(newer)),
                     first <= 1 ? Json() : Json(before(first)))};
}

// How many there are of a kind is not counted: back leads to the newest.
Shown group_shown(Connection& connection, const Group& group, std::uint64_t total,
                  std::uint64_t end) {
  auto records = ledger::newest_of_kinds(connection, group.prefixes, end,
                                         static_cast<std::int64_t>(records_on_page) + 1);
  const bool more = records.size() > records_on_page;
  if (more) records.pop_back();
  const std::string kind = "kind=" + std::string(group.id);
  Json previous = end > total ? Json() : Json("?" + kind);
  Json next = more ? Json(before(records.back().number) + "&" + kind) : Json();
  return {std::move(records), steps_part(std::move(previous), std::move(next))};
}

JsonObject list_part(const Visit& visit, Connection& connection) {
  const std::uint64_t total = ledger::record_count(connection);
  const auto asked = parse_number(visit.request.query.get("before"));
  const std::uint64_t end = std::clamp<std::uint64_t>(asked.value_or(total + 1), 1, total + 1);
  const Group* group = group_of(visit);
  Shown shown =
      group ? group_shown(connection, *group, total, end) : all_shown(connection, total, end);
  JsonArray rows;
  for (const Record& record : shown.records) {
    rows.push_back(record_row(visit, connection, record));
  }
  return list_model(
      {.title = "記録",
       .lead = "mamoriで行われたことは、すべてここに番号順に残ります。後から書き換えたり消したり"
               "すれば、控えておいた検証値と合わなくなるので分かります。",
       .columns = column_parts({{"number", "番号", true},
                                {"at", "日時"},
                                {"act", "行ったこと"},
                                {"person", "行った人"},
                                {"subject", "対象"}}),
       .rows = std::move(rows),
       .empty = group ? "この種類の記録はありません。" : "まだ記録はありません。",
       .total = group ? shown.records.size() : total,
       .filters = group_filter(visit, group),
       .actions = JsonArray{JsonObject{{"href", visit.base() + "/backups"},
                                       {"label", "控え（バックアップ）"},
                                       {"primary", false}}},
       .pages = std::move(shown.steps)});
}

Result<Answer> list(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return Page{"ledger",
                "記録",
                {{"checkpoint", checkpoint_part(visit, connection)},
                 {"list", list_part(visit, connection)},
                 {"articles", articles_of_ledger(visit, connection)}}};
  });
}

// --- a record

Result<Record> open_record(const Visit& visit, Connection& connection) {
  const auto number = parse_number(visit.capture("number"));
  auto record = number ? ledger::record_at(connection, *number) : std::nullopt;
  if (record) return *std::move(record);
  return fail(Fault::not_found, "record_not_found", "その番号の記録はありません。",
              "記録の一覧から開き直してください。");
}

// The articles that the record itself quotes as its basis, as they read then; with an address as
// far as the regulation still has the place.
JsonArray basis_part(const Visit& visit, Connection& connection, const Record& record) {
  const auto texts = visit.services.body.texts(connection);
  JsonArray quotes;
  for (const Json& basis : array_at(record.payload, "basis")) {
    const std::string place = text_at(basis, "place");
    if (place.empty()) continue;
    const auto found = std::ranges::find_if(texts, [&](const auto& text) {
      return regulation::find(text->document, place) != nullptr;
    });
    const int document = static_cast<int>(found - texts.begin()) + 1;
    quotes.push_back(JsonObject{
        {"place", place},
        {"text", text_or_null(text_at(basis, "text"))},
        {"document", text_or_null(text_at(basis, "document"))},
        {"href", found == texts.end() ? Json() : Json(place_href(visit, document, place))}});
  }
  return quotes;
}

Json version_part(const Record& record) {
  const std::int64_t version = integer_at(record.payload, "regulation_version");
  return version > 0 ? Json("第" + std::to_string(version) + "版") : Json();
}

Json neighbour(const Visit& visit, std::uint64_t number, std::uint64_t total) {
  if (number == 0 || number > total) return nullptr;
  return JsonObject{{"href", record_href(visit, number)},
                    {"label", "第" + std::to_string(number) + "号"}};
}

// By which record, when and why the payload of this one was erased; null when it was not.
Json erasure_part(const Visit& visit, Connection& connection, const Record& record) {
  if (!record.erased) return nullptr;
  const auto erasing = ledger::records_of(connection, ledger::erasure_subject(record.number), 0, 1);
  if (erasing.empty()) return nullptr;
  return JsonObject{{"at", instant_part(iso_instant(erasing.front().at))},
                    {"person", actor_name(connection, erasing.front())},
                    {"reason", text_or_null(text_at(erasing.front().payload, "reason"))},
                    {"number", erasing.front().number},
                    {"href", record_href(visit, erasing.front().number)}};
}

Json payload_text(const Record& record) {
  if (record.erased) return nullptr;
  std::string text = pretty_json(record.payload);
  return text.size() > payload_on_page_bytes_max ? Json() : Json(std::move(text));
}

JsonObject record_part(const Visit& visit, Connection& connection, const Record& record,
                       const ledger::InclusionProof& proof) {
  const Subject subject = subject_of(visit, record);
  const auto leaf = ledger::decode_leaf(proof.leaf);
  const std::string href = record_href(visit, record.number);
  const std::uint64_t total = ledger::record_count(connection);
  return {{"number", record.number},
          {"at", instant_part(iso_instant(record.at))},
          {"act", record.kind},
          {"act_label", act_label(record)},
          {"person", JsonObject{{"name", actor_name(connection, record)},
                                {"office", text_or_null(actor_capacity(record))}}},
          {"subject", JsonObject{{"text", subject.text}, {"href", text_or_null(subject.href)}}},
          {"under", basis_part(visit, connection, record)},
          {"under_version", version_part(record)},
          {"contents", contents_of(record)},
          {"payload", payload_text(record)},
          {"payload_href", record.erased ? Json() : Json(href + "/payload")},
          {"proof_href", href + "/proof"},
          {"canonical", proof.leaf},
          {"payload_hash", leaf ? hex_of(leaf->commitment) : std::string()},
          {"leaf_hash", hex_of(ledger::leaf_hash(proof.leaf))},
          {"erased", record.erased},
          {"erasure", erasure_part(visit, connection, record)},
          {"previous", neighbour(visit, record.number - 1, total)},
          {"next", neighbour(visit, record.number + 1, total)}};
}

// On which side each hash of the path is joined (RFC 9162 §2.1.3.2).
JsonArray path_part(const ledger::InclusionProof& proof) {
  std::uint64_t node = proof.number - 1;
  std::uint64_t last = proof.size - 1;
  JsonArray hashes;
  for (const ledger::Hash& hash : proof.path) {
    const bool left = node % 2 == 1 || node == last;
    hashes.push_back(JsonObject{
        {"position", hashes.size() + 1}, {"side", left ? "左" : "右"}, {"hash", hex_of(hash)}});
    while (left && node % 2 == 0 && node != 0) {
      node /= 2;
      last /= 2;
    }
    node /= 2;
    last /= 2;
  }
  return hashes;
}

JsonObject proof_part(const ledger::InclusionProof& proof) {
  return {{"leaf_index", proof.number - 1},
          {"tree_size", proof.size},
          {"root", hex_of(proof.root)},
          {"hashes", path_part(proof)}};
}

JsonObject verify_part(const Visit& visit, std::uint64_t number) {
  const std::string& slug = visit.services.body.slug();
  const std::string folder = "mamori-" + slug + "-export";
  const std::string proof = "証明書_第" + std::to_string(number) + "号.mamori-proof.json";
  return {{"proof_command", "mamori verify-proof " + proof + " --key <控えておいた公開鍵>"},
          {"commands",
           JsonArray{"mamori export --data <データのフォルダ> --body " + slug + " " + folder,
                     "mamori verify " + folder + " --key <控えておいた公開鍵>"}},
          {"key", visit.services.body.journal().verifier().vkey()}};
}

Result<Answer> record(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto opened = open_record(visit, connection);
    if (!opened) return fail(opened.error());
    const auto proof = ledger::inclusion(connection, opened->number);
    if (!proof) return fail(proof.error());
    return Page{"record",
                "記録 第" + std::to_string(opened->number) + "号",
                {{"record", record_part(visit, connection, *opened, *proof)},
                 {"proof", proof_part(*proof)},
                 {"checkpoint", checkpoint_part(visit, connection)},
                 {"verify", verify_part(visit, opened->number)},
                 {"articles", articles_of_ledger(visit, connection)}}};
  });
}

// --- files

Result<Answer> payload(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto opened = open_record(visit, connection);
    if (!opened) return fail(opened.error());
    if (opened->erased) {
      return fail(Fault::not_found, "payload_erased", "この記録の内容は消されています。",
                  "記録があったことは、記録のページの証明で確かめられます。");
    }
    return Response::file("記録第" + std::to_string(opened->number) + "号.json", "application/json",
                          canonical_json(opened->payload));
  });
}

}  // namespace

Routes ledger_routes() {
  const std::string act = "view.ledger";
  const std::string ledger = "/b/{body}/ledger";
  return {{Method::get, ledger, "ledger", act, list},
          {Method::get, ledger + "/{number}", "record", act, record},
          {Method::get, ledger + "/{number}/payload", "record_payload", act, payload}};
}

}  // namespace mamori::web
