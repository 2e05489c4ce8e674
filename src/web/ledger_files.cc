// The ledger for programs: C2SP tlog-tiles, the key, and proofs as files (docs/ledger-format.md).
//
// Checkpoint, key and hashes are open to everyone who reaches the server: they say how many records
// there are and nothing about any of them, and a witness must get them without an account. Entries
// and proofs name people and things: for those who may see the record.
#include <charconv>

#include "ledger/files.h"
#include "ledger/proof.h"
#include "ledger/stored.h"
#include "web/pages.h"

namespace mamori::web {
namespace {

using store::Connection;

// What is served under such an address never changes (RFC 8246).
constexpr std::string_view keep_open = "public, max-age=31536000, immutable";
constexpr std::string_view keep_private = "private, max-age=31536000, immutable";
constexpr std::string_view ask_again = "no-cache";

Response plain_file(std::string body, std::string_view type, std::string_view caching) {
  Response response{.body = std::move(body)};
  response.headers.set("Content-Type", type);
  response.headers.set("Cache-Control", caching);
  return response;
}

std::unexpected<Error> no_records() {
  return fail(Fault::not_found, "ledger_empty", "まだ記録がないため、検証値もありません。");
}

Result<Answer> checkpoint(const Visit& visit) {
  auto note = visit.services.body.store().read(
      [](Connection& connection) { return ledger::newest_checkpoint(connection); });
  if (!note) return no_records();
  return plain_file(*std::move(note), "text/plain; charset=utf-8", ask_again);
}

Result<Answer> key(const Visit& visit) {
  const auto vkey = visit.services.body.store().read(
      [](Connection& connection) { return ledger::newest_key(connection); });
  if (!vkey) return no_records();
  return plain_file(*vkey + '\n', "text/plain; charset=utf-8", ask_again);
}

Result<Answer> tile_at(const Visit& visit, const std::string& path, std::string_view caching) {
  const auto file = ledger::parse_tile_path(path);
  auto bytes = visit.services.body.store().read([&](Connection& connection) {
    return file ? ledger::read_published(connection, *file) : std::nullopt;
  });
  if (!bytes) {
    return fail(Fault::not_found, "tile_not_found", "そのタイルは、今の検証値にはありません。");
  }
  return plain_file(*std::move(bytes), "application/octet-stream", caching);
}

Result<Answer> tile(const Visit& visit) {
  return tile_at(visit, "tile/" + visit.capture("path"), keep_open);
}

Result<Answer> entries(const Visit& visit) {
  return tile_at(visit, "tile/entries/" + visit.capture("path"), keep_private);
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

Result<Answer> proof_of_record(const Visit& visit) {
  const std::uint64_t number = number_in(visit.capture("number"));
  const auto proof = visit.services.body.store().read(
      [&](Connection& connection) { return ledger::record_proof(connection, number); });
  if (!proof) return fail(proof.error());
  return Response::file("証明書_第" + std::to_string(number) + "号.mamori-proof.json",
                        "application/json", ledger::proof_file(*proof));
}

Result<Answer> proof_of_continuation(const Visit& visit) {
  const std::uint64_t from = number_in(visit.request.query.get("from"));
  const auto proof = visit.services.body.store().read(
      [&](Connection& connection) { return ledger::continuation_proof(connection, from); });
  if (!proof) return fail(proof.error());
  return Response::file("継続の証明書_" + std::to_string(from) + "件から.mamori-proof.json",
                        "application/json", ledger::proof_file(*proof));
}

}  // namespace

Routes ledger_file_routes() {
  const std::string everyone;
  const std::string act = "view.ledger";
  const std::string ledger = "/b/{body}/ledger";
  return {{Method::get, ledger + "/checkpoint", "checkpoint", everyone, checkpoint},
          {Method::get, ledger + "/key", "ledger_key", everyone, key},
          {Method::get, ledger + "/tile/{path...}", "ledger_tile", everyone, tile},
          {Method::get, ledger + "/tile/entries/{path...}", "ledger_entries", act, entries},
          {Method::get, ledger + "/continuation", "continuation_proof", act, proof_of_continuation},
          {Method::get, ledger + "/{number}/proof", "record_proof", act, proof_of_record}};
}

}  // namespace mamori::web
