#include "ledger/journal.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "base/bytes.h"
#include "base/date.h"
#include "ledger/handover.h"
#include "ledger/rest.h"
#include "ledger/stored.h"

namespace mamori::ledger {
namespace {

using store::Connection;
using store::Failure;
using store::Row;

constexpr std::string_view record_columns = "number, at_ms, kind, actor, subject, salt, payload";

std::unexpected<Error> damaged(std::string_view what) {
  return fail(Fault::corrupt, "ledger_damaged",
              "台帳が壊れているか、書き換えられています（" + std::string(what) + "）。",
              "これ以上書き込まず、mamori verify で調べ、バックアップから戻してください。");
}

// What the tables say the ledger is: nothing recorded, or a checkpoint that our key signed.
Result<Checkpoint> stored_checkpoint(Connection& connection, const NoteVerifier& verifier) {
  const auto head = stored_head(connection);
  if (!head) return Checkpoint{verifier.name(), 0, empty_root()};
  if (head->vkey != verifier.vkey()) {
    return fail(Fault::conflict, "ledger_key_changed",
                "台帳に署名した鍵と、いまの鍵のファイルが違います。",
                "元の鍵のファイルを戻してください。");
  }
  return open_checkpoint(head->checkpoint, verifier);
}

Instant time_of(Connection& connection, std::uint64_t number) {
  const auto row = connection.first("SELECT at_ms FROM ledger_records WHERE number = $1", number);
  return Instant{std::chrono::milliseconds{row ? row->integer("at_ms") : 0}};
}

Record to_record(const Row& row) {
  Record record;
  record.number = static_cast<std::uint64_t>(row.integer("number"));
  record.at = Instant{std::chrono::milliseconds{row.integer("at_ms")}};
  record.kind = row.text("kind");
  record.actor = row.text("actor");
  record.subject = row.text("subject");
  record.erased = row.null("payload");
  if (record.erased) return record;
  Result<Json> payload = parse_json(row.text("payload"), payload_bytes_max);
  if (!payload) {
    throw Failure(Failure::Cause::corrupt,
                  "ledger: payload of record " + std::to_string(record.number) + " is no JSON");
  }
  record.payload = *std::move(payload);
  return record;
}

// Floating-point numbers have no single spelling, so none may be sealed.
bool holds_fraction(const Json& value) {
  if (value.is_object()) {
    return std::ranges::any_of(value.get_object(),
                               [](const auto& member) { return holds_fraction(member.value()); });
  }
  if (value.is_array()) return std::ranges::any_of(value.get_array(), holds_fraction);
  return value.is_double();
}

// The payload's only spelling. Throws std::invalid_argument for an act outside the limits.
std::string seal_payload(const Act& act) {
  const bool fits = is_kind(act.kind) && is_name(act.actor) && is_name(act.subject) &&
                    act.payload.is_object() && !holds_fraction(act.payload);
  if (!fits) throw std::invalid_argument("ledger: an act outside the limits: " + act.kind);
  return canonical_json(act.payload);
}

std::vector<Record> to_records(const store::Rows& rows) {
  std::vector<Record> records;
  records.reserve(rows.size());
  for (const Row& row : rows) records.push_back(to_record(row));
  return records;
}

// What a replay takes the record for: with the rest of its payload, when that was kept.
Record with_rest(Connection& connection, Record record) {
  if (!record.erased) return record;
  if (auto rest = payload_or_rest(connection, record)) {
    record.payload = *std::move(rest);
    record.erased = false;
  }
  return record;
}

// The newest checkpoint as stored. Whether it is signed is for the receiver to check, who should
// not take our word for it.
Result<Checkpoint> newest(Connection& connection) {
  const auto head = stored_head(connection);
  if (!head) return Checkpoint{{}, 0, empty_root()};
  const Result<Note> note = parse_note(head->checkpoint);
  return note ? decode_checkpoint(note->text) : fail(note.error());
}

}  // namespace

Journal::Journal(std::string body, const Clock& clock, NoteSigner signer)
    : body_(std::move(body)), clock_(clock), signer_(std::move(signer)) {
  if (!is_body(body_) || signer_.verifier().name() != origin_of(body_)) {
    throw std::invalid_argument("ledger: body and key do not belong together: " + body_);
  }
}

void Journal::project(std::string kind_prefix, Projection projection) {
  projections_.emplace_back(std::move(kind_prefix), std::move(projection));
}

Result<void> Journal::open(Connection& connection) {
  const Result<Checkpoint> checkpoint = stored_checkpoint(connection, signer_.verifier());
  if (!checkpoint) return fail(checkpoint.error());
  if (stored_count(connection) != checkpoint->size) return damaged("記録の数");
  const StoredTiles tiles(connection);
  try {
    edge_ = Edge(checkpoint->size, tiles);
  } catch (const Failure& failure) {
    if (failure.cause() != Failure::Cause::corrupt) throw;
    return damaged(failure.what());
  }
  if (edge_.tree().root() != checkpoint->root) return damaged("チェックポイントとの不一致");
  last_at_ = time_of(connection, checkpoint->size);
  sealed_size_ = checkpoint->size;
  ++loads_;
  stale_ = false;
  return {};
}

// A time that is not true must not be sealed. Clocks of several machines differ a little.
void Journal::expect_clock_after(Instant last_at) const {
  if (clock_.now() + clock_behind_max_ >= last_at) return;
  throw Failure(Failure::Cause::clock_behind, "the clock stands at " + iso_instant(clock_.now()) +
                                                  ", the last record at " + iso_instant(last_at));
}

void Journal::expect_clock_right(Connection& connection) const {
  expect_clock_after(time_of(connection, stored_count(connection)));
}

Leaf Journal::next_leaf(const Act& act, Hash commitment) const {
  return {.body = body_,
          .number = edge_.tree().size() + 1,
          .at = std::max(clock_.now(), last_at_),
          .kind = act.kind,
          .actor = act.actor,
          .subject = act.subject,
          .commitment = commitment};
}

void Journal::refresh(Connection& writer) {
  if (!stale_) return;
  if (const Result<void> opened = open(writer); !opened) {
    throw Failure(Failure::Cause::corrupt, opened.error().message);
  }
}

Receipt Journal::record(Connection& writer, const Act& act) {
  refresh(writer);
  expect_clock_after(last_at_);
  const std::string payload = seal_payload(act);
  // What projections see now is what they will see when the ledger is replayed.
  Result<Json> sealed = parse_json(payload, payload_bytes_max);
  if (!sealed) throw std::invalid_argument("ledger: a payload outside the limits: " + act.kind);
  const std::string salt = random_bytes(salt_bytes);
  const Leaf leaf = next_leaf(act, commit_payload(salt, payload));
  const Hash hash = leaf_hash(encode(leaf));
  writer.execute(
      "INSERT INTO ledger_records (number, at_ms, kind, actor, subject, commitment,"
      " leaf_hash, salt, payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      leaf.number, leaf.at.time_since_epoch().count(), leaf.kind, leaf.actor, leaf.subject,
      store::Blob{std::string(as_text(leaf.commitment))}, store::Blob{std::string(as_text(hash))},
      store::Blob{salt}, payload);
  edge_.append(hash);
  last_at_ = leaf.at;
  run_projections(writer, {leaf.number, leaf.at, leaf.kind, leaf.actor, leaf.subject,
                           *std::move(sealed), false});
  return {leaf.number, leaf.at};
}

Result<Receipt> Journal::erase(Connection& writer, std::uint64_t number, std::string_view actor,
                               std::string_view reason) {
  const auto kind = drop_payload(writer, number);
  if (!kind) return fail(kind.error());
  return record(writer, {std::string(erasure_kind), std::string(actor), erasure_subject(number),
                         JsonObject{{"reason", reason}, {"act", *kind}}});
}

Result<Receipt> Journal::rotate(Connection& writer, const NoteSigner& next, std::string_view actor,
                                std::string_view reason) {
  refresh(writer);
  const Handover handover{.origin = origin_of(body_),
                          .number = edge_.tree().size() + 1,
                          .root_before = edge_.tree().root(),
                          .from = verifier().vkey(),
                          .to = next.verifier().vkey()};
  const Result<std::string> statement = sign(handover, signer_, next);
  if (!statement) return fail(statement.error());
  const Receipt receipt =
      record(writer, {std::string(rotation_kind), std::string(actor), std::string(rotation_subject),
                      JsonObject{{"reason", reason}, {"statement", *statement}}});
  replaced_ = std::exchange(signer_, next);
  rotated_at_ = receipt.number;
  return receipt;
}

void Journal::take_back_rotation() {
  if (!replaced_) return;
  signer_ = *replaced_;
  replaced_.reset();
}

void Journal::replay(Connection& from, Connection& into) const {
  for (std::uint64_t next = 1;;) {
    const std::vector<Record> records = records_from(from, next);
    if (records.empty()) return;
    for (const Record& record : records) run_projections(into, with_rest(from, record));
    next = records.back().number + 1;
  }
}

void Journal::run_projections(Connection& writer, const Record& record) const {
  for (const auto& [prefix, projection] : projections_) {
    if (record.kind.starts_with(prefix)) projection(writer, record);
  }
}

// A ledger that another program wrote since is read anew before anything is added to it.
void Journal::batch_begins(Connection& writer) {
  replaced_.reset();  // the last batch was committed
  if (!stale_ && stored_count(writer) != sealed_size_) stale_ = true;
}

void Journal::back_to(const Mark& mark) {
  if (mark.size < rotated_at_) take_back_rotation();
  if (stale_) return;
  if (mark.loads != loads_) {  // the state was read after the mark was set
    stale_ = true;
    return;
  }
  edge_.back_to(mark.size);
  last_at_ = mark.last_at;
}

void Journal::seal(Connection& writer) {
  const std::uint64_t size = edge_.tree().size();
  if (stale_ || size == sealed_size_) return;
  for (const Tile& tile : edge_.collect()) {
    writer.execute(
        "INSERT INTO ledger_tiles (level, tile, hashes) VALUES ($1, $2, $3)"
        " ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes",
        tile.level, tile.index, store::Blob{tile.hashes});
  }
  const Result<std::string> checkpoint =
      sign(Checkpoint{origin_of(body_), size, edge_.tree().root()}, signer_);
  if (!checkpoint) throw Failure(Failure::Cause::other, checkpoint.error().message);
  writer.execute(
      "INSERT INTO ledger_head (one, checkpoint, verifier_key) VALUES (1, $1, $2)"
      " ON CONFLICT (one) DO UPDATE SET checkpoint = excluded.checkpoint,"
      " verifier_key = excluded.verifier_key",
      *checkpoint, verifier().vkey());
  sealed_size_ = size;
}

void Journal::rolled_back() {
  take_back_rotation();
  stale_ = true;
}

std::uint64_t record_count(Connection& connection) {
  return stored_count(connection);
}

std::optional<Record> record_at(Connection& connection, std::uint64_t number) {
  const auto row = connection.first(
      "SELECT " + std::string(record_columns) + " FROM ledger_records WHERE number = $1", number);
  return row ? std::optional(to_record(*row)) : std::nullopt;
}

std::vector<Record> records_of(Connection& connection, std::string_view subject,
                               std::uint64_t after, std::int64_t limit) {
  return to_records(connection.query(
      "SELECT " + std::string(record_columns) +
          " FROM ledger_records WHERE subject = $1 AND number > $2 ORDER BY number LIMIT $3",
      subject, after, std::clamp<std::int64_t>(limit, 0, records_per_read_max)));
}

std::vector<Record> records_from(Connection& connection, std::uint64_t first, std::int64_t limit) {
  return to_records(
      connection.query("SELECT " + std::string(record_columns) +
                           " FROM ledger_records WHERE number >= $1 ORDER BY number LIMIT $2",
                       first, std::clamp<std::int64_t>(limit, 0, records_per_read_max)));
}

std::optional<std::string> newest_checkpoint(Connection& connection) {
  const auto head = stored_head(connection);
  return head ? std::optional(head->checkpoint) : std::nullopt;
}

std::optional<std::string> newest_key(Connection& connection) {
  const auto head = stored_head(connection);
  return head ? std::optional(head->vkey) : std::nullopt;
}

Result<InclusionProof> inclusion(Connection& connection, std::uint64_t number) {
  const Result<Checkpoint> checkpoint = newest(connection);
  if (!checkpoint) return fail(checkpoint.error());
  const auto row = connection.first(
      "SELECT number, at_ms, kind, actor, subject, commitment FROM ledger_records"
      " WHERE number = $1",
      number);
  if (!row || number > checkpoint->size) return no_such_record(number);
  const StoredTiles tiles(connection);
  const TiledHashes hashes(tiles, checkpoint->size);
  return InclusionProof{.number = number,
                        .size = checkpoint->size,
                        .leaf = encode(leaf_of(body_of(checkpoint->origin), *row)),
                        .path = inclusion_proof(hashes, number - 1, checkpoint->size),
                        .root = checkpoint->root,
                        .checkpoint = newest_checkpoint(connection).value_or(std::string{})};
}

Result<std::vector<Hash>> consistency(Connection& connection, std::uint64_t old_size) {
  const Result<Checkpoint> checkpoint = newest(connection);
  if (!checkpoint) return fail(checkpoint.error());
  if (old_size == 0 || old_size > checkpoint->size) {
    return fail(
        Fault::invalid, "size_unknown",
        "台帳にその件数の時点はありません（1〜" + std::to_string(checkpoint->size) + "）。");
  }
  const StoredTiles tiles(connection);
  return consistency_proof(TiledHashes(tiles, checkpoint->size), old_size, checkpoint->size);
}

}  // namespace mamori::ledger
