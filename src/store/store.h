// A body's Store: one writer thread with group commit, and a pool of readers.
//
// Thread safety: read() and write() may be called from any thread, but not from inside a job.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "store/connection.h"
#include "store/location.h"
#include "store/trouble.h"

namespace mamori::store {

// Told by the writer what happens to the work it does, so that state kept in memory beside the
// tables (the ledger's frontier) goes the same way as the tables. All calls come from the writer's
// thread.
class WriteObserver {
 public:
  virtual ~WriteObserver() = default;
  // Another program may have written since the last batch; nobody does until this one ends.
  virtual void batch_begins(Connection&) = 0;
  virtual void job_begins() = 0;                // a savepoint was set
  virtual void job_undone() = 0;                // the job failed; back to that savepoint
  virtual void before_commit(Connection&) = 0;  // once a batch, if any job in it succeeded
  virtual void batch_undone() = 0;              // the commit failed: nothing since the last one is
};

class Store {
 public:
  // Opens what lies at `location` (made when absent: an SQLite file in a folder that exists, a
  // schema in a PostgreSQL database that exists), and brings it to the newest migration. Fails with
  // "store_unavailable", "migration_unknown" (the data is from a newer program) or
  // "migration_failed" (the data stays as it was), or as check_at_home() does (moving.h).
  static Result<std::unique_ptr<Store>> open(const Location& location);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // To be set before the first write; must outlive the Store.
  void observe(WriteObserver* observer) { observer_ = observer; }
  // Told of each failure while writing, for the log; from the writer's thread. To be set likewise.
  void report_to(std::function<void(const Failure&)> log) { log_ = std::move(log); }

  // Runs `work(Connection&)` on a snapshot and returns its result. Throws what `work` throws, and
  // Failure, which error_of() explains.
  template <class Work>
  auto read(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    const Lease lease(*this);
    return std::forward<Work>(work)(*lease.connection);
  }

  // Runs `work(Connection&) -> Result<T>` on the writer, alone, inside a savepoint. When it fails
  // or throws, what it wrote is undone. When it succeeds, write() returns only after the commit is
  // on the disk. A database failure becomes one of the errors of error_of(); of them only
  // "store_outcome_unknown" (PostgreSQL went away during the commit and did not come back soon)
  // leaves open whether what was done stands.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    using Outcome = std::invoke_result_t<Work, Connection&>;
    std::optional<Outcome> outcome;
    const std::optional<Error> trouble = submit([&](Connection& connection) {
      outcome.emplace(work(connection));
      return outcome->has_value();
    });
    if (trouble) return fail(*trouble);
    return *std::move(outcome);
  }

 private:
  using Job = std::function<bool(Connection&)>;  // false: undo what it wrote
  struct Pending {
    const Job* job;
    bool ran = false;
    bool succeeded = false;
    std::optional<Error> trouble;
    std::promise<std::optional<Error>> outcome;  // its trouble, once the batch has ended
  };
  using Batch = std::vector<std::unique_ptr<Pending>>;
  // A reader taken from the pool for one snapshot.
  struct Lease {
    explicit Lease(Store& store);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Store& store;
    std::unique_ptr<Connection> connection;
    const int exceptions = std::uncaught_exceptions();
  };

  Store(Location location, std::unique_ptr<Connection> writer);
  std::optional<Error> submit(const Job& job);
  void write_loop();
  Batch next_batch();
  void run_batch(const Batch& batch);
  void run_job(Pending& pending);
  void take_back(const std::optional<Failure>& failure);
  void note(const Failure& failure);
  void undo(const Batch& batch, const Error& trouble);

  const Location location_;
  std::unique_ptr<Connection> writer_;
  bool writer_doubtful_ = false;  // it failed in a way that may leave something wrong in memory
  WriteObserver* observer_ = nullptr;
  std::function<void(const Failure&)> log_;

  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<std::unique_ptr<Pending>> queue_;
  std::size_t at_work_ = 1;  // how many people lately waited for acts at one time
  std::chrono::steady_clock::duration gathering_max_{};
  bool closing_ = false;

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_readers_;

  std::thread thread_;  // last: runs while all the above exists
};

}  // namespace mamori::store
