// The journal of a body: the only way anything is written to its ledger.
//
// A Journal is the WriteObserver of its body's Store. record(), erase() and replay() are called
// only in jobs of that Store's writer; the reads take any connection and are safe from any thread.
// A Record that the writer appended is seen by readers after the commit, together with the
// checkpoint that covers it. Everything throws store::Failure when the database fails or is
// damaged.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"
#include "ledger/record.h"
#include "ledger/tiles.h"
#include "store/store.h"

namespace mamori::ledger {

struct Act {
  std::string kind;     // [a-z0-9_.-]+: <room>.<what was done>
  std::string actor;    // a person's id, or system:<name>
  std::string subject;  // id of the thing it is about; never empty, ASCII without blanks
  Json payload;         // an object; UTF-8, no floating-point numbers, at most 16 MiB
};

struct Receipt {
  std::uint64_t number = 0;  // 1, 2, 3…
  Instant at;
};

struct Record {
  std::uint64_t number = 0;
  Instant at;
  std::string kind;
  std::string actor;
  std::string subject;
  Json payload;         // null when erased
  bool erased = false;  // the payload was erased; the record still stands
};

// Updates tables from one record. Must depend on nothing but the record and the tables it owns, so
// that replaying the ledger gives the same rows.
using Projection = std::function<void(store::Connection&, const Record&)>;

// That a record stands in the ledger: check with verify_inclusion(number - 1, size,
// leaf_hash(leaf), path, root) and the signature of `checkpoint`.
struct InclusionProof {
  std::uint64_t number = 0;
  std::uint64_t size = 0;
  std::string leaf;  // the record's canonical bytes
  std::vector<Hash> path;
  Hash root{};
  std::string checkpoint;  // signed note
};

class Journal final : public store::WriteObserver {
 public:
  // A place to go back to within the batch being written.
  struct Mark {
    std::uint64_t size = 0;
    Instant last_at{};
    std::uint64_t loads = 0;  // how often the state had been read from the tables
  };

  // `body` is the slug; `signer` must be named mamori/<body>; `clock` must outlive the Journal.
  Journal(std::string body, const Clock& clock, NoteSigner signer);

  // Runs `projection` for each record whose kind starts with `kind_prefix`; in order of
  // registration. To be called before the first record().
  void project(std::string kind_prefix, Projection projection);

  // To be called once, before anything is recorded. Checks that the stored hashes and the signed
  // checkpoint agree (whether the records fit them is for verify_store() to say):
  // "ledger_damaged", "ledger_key_changed".
  [[nodiscard]] Result<void> open(store::Connection& connection);

  // A clock further behind the last record than this is wrong, and nothing is recorded by it.
  void set_clock_behind_max(std::chrono::milliseconds behind) { clock_behind_max_ = behind; }

  // Throws Failure::Cause::clock_behind where record() would: for whoever answers by the clock
  // without recording. From any thread.
  void expect_clock_right(store::Connection& connection) const;

  // Appends the act and runs the projections. Its time is the clock's; the last record's while the
  // clock stands a little before that; otherwise Failure::Cause::clock_behind. An act outside the
  // limits is a programming error and throws std::invalid_argument.
  Receipt record(store::Connection& writer, const Act& act);
  // Erases the payload of a record for good and records that, why and by whom. "record_not_found",
  // "already_erased", "erasure_not_erasable" (erasures and handovers of the key must stay
  // readable).
  Result<Receipt> erase(store::Connection& writer, std::uint64_t number, std::string_view actor,
                        std::string_view reason);
  // Hands the ledger over to another key: records that under the present one, and signs with `next`
  // from there on. Whoever calls sees to it that `next` is found again after a crash
  // (ledger/key_file.h) and that nobody else uses the Journal meanwhile. Fails as NoteSigner::sign.
  Result<Receipt> rotate(store::Connection& writer, const NoteSigner& next, std::string_view actor,
                         std::string_view reason);
  // Runs all projections over all records, first to last. The tables they own must be empty.
  void replay(store::Connection& writer) { replay(writer, writer); }
  // The same from the ledger of one database into the tables of another; from any thread.
  void replay(store::Connection& from, store::Connection& into) const;

  // What the Store's writer calls; also for those who drive a connection themselves.
  Mark mark() const { return {edge_.tree().size(), last_at_, loads_}; }
  void back_to(const Mark& mark);
  void seal(store::Connection& writer);  // writes tiles and checkpoint of what was recorded
  void rolled_back();                    // nothing since the last commit was; state is read anew

  void batch_begins(store::Connection& writer) override;
  void job_begins() override { job_mark_ = mark(); }
  void job_undone() override { back_to(job_mark_); }
  void before_commit(store::Connection& writer) override { seal(writer); }
  void batch_undone() override { rolled_back(); }

  const std::string& body() const { return body_; }
  const NoteVerifier& verifier() const { return signer_.verifier(); }

 private:
  void expect_clock_after(Instant last_at) const;
  void refresh(store::Connection& writer);
  void take_back_rotation();
  Leaf next_leaf(const Act& act, Hash commitment) const;
  void run_projections(store::Connection& writer, const Record& record) const;

  const std::string body_;
  const Clock& clock_;
  NoteSigner signer_;
  std::optional<NoteSigner> replaced_;  // by signer_, in the batch being written
  std::uint64_t rotated_at_ = 0;        // the record that says so
  std::vector<std::pair<std::string, Projection>> projections_;

  Edge edge_;
  std::chrono::milliseconds clock_behind_max_ = std::chrono::minutes{2};
  Instant last_at_{};
  std::uint64_t sealed_size_ = 0;
  std::uint64_t loads_ = 0;
  bool stale_ = true;  // memory may differ from the tables
  Mark job_mark_;
};

// Reads. `limit` is cut to records_per_read_max.
inline constexpr std::int64_t records_per_read_max = 1000;
std::uint64_t record_count(store::Connection& connection);
std::optional<Record> record_at(store::Connection& connection, std::uint64_t number);
// Records of that subject, oldest first, after number `after`.
std::vector<Record> records_of(store::Connection& connection, std::string_view subject,
                               std::uint64_t after = 0, std::int64_t limit = records_per_read_max);
// Records numbered `first` and up, oldest first.
std::vector<Record> records_from(store::Connection& connection, std::uint64_t first,
                                 std::int64_t limit = records_per_read_max);
// The newest signed checkpoint; nothing when nothing was ever recorded.
std::optional<std::string> newest_checkpoint(store::Connection& connection);
// The vkey that signed it.
std::optional<std::string> newest_key(store::Connection& connection);
// "record_not_found" when the newest checkpoint does not cover it.
Result<InclusionProof> inclusion(store::Connection& connection, std::uint64_t number);
// From the tree of `old_size` to that of the newest checkpoint. "size_unknown".
Result<std::vector<Hash>> consistency(store::Connection& connection, std::uint64_t old_size);

}  // namespace mamori::ledger
