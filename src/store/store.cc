#include "store/store.h"

#include <algorithm>
#include <cassert>

#include "store/migrations.h"
#include "store/moving.h"

namespace mamori::store {
namespace {

constexpr std::size_t batch_jobs_max = 256;
constexpr std::size_t queue_jobs_max = 4096;
constexpr std::size_t idle_readers_max = 64;  // as many as the server has workers
constexpr int gathering_part = 4;  // of the time a batch takes, at most, to wait for more

// Whether what a connection keeps in memory may be as wrong as what it read.
bool leaves_doubt(const Failure& failure) {
  return failure.cause() == Failure::Cause::corrupt ||
         failure.cause() == Failure::Cause::disk_failing;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const Location& location) {
  try {
    auto writer = connect_writer(location);
    if (auto migrated = migrate(*writer, embedded::migrations()); !migrated) {
      return fail(migrated.error());
    }
    if (auto home = check_at_home(*writer); !home) return fail(home.error());
    return std::unique_ptr<Store>(new Store(location, std::move(writer)));
  } catch (const Failure& failure) {
    return fail(Fault::unavailable, "store_unavailable",
                "データベースを開けません: " + name_of(location),
                remedy_of(location) + failure.what());
  }
}

Store::Store(Location location, std::unique_ptr<Connection> writer)
    : location_(std::move(location)),
      writer_(std::move(writer)),
      thread_([this] { write_loop(); }) {}

Store::~Store() {
  {
    const std::lock_guard lock(queue_mutex_);
    closing_ = true;
  }
  queue_changed_.notify_all();
  thread_.join();
}

std::optional<Error> Store::submit(const Job& job) {
  assert(std::this_thread::get_id() != thread_.get_id());
  auto pending = std::make_unique<Pending>(Pending{.job = &job, .trouble = {}, .outcome = {}});
  auto outcome = pending->outcome.get_future();
  {
    const std::lock_guard lock(queue_mutex_);
    if (closing_ || queue_.size() >= queue_jobs_max) {
      return Error{Fault::unavailable, "store_busy", "処理が混み合っています。",
                   "少し待ってからもう一度行ってください。"};
    }
    queue_.push_back(std::move(pending));
  }
  queue_changed_.notify_one();
  return outcome.get();
}

void Store::write_loop() {
  for (;;) {
    const Batch batch = next_batch();
    if (batch.empty()) return;
    const auto begun = std::chrono::steady_clock::now();
    run_batch(batch);
    gathering_max_ = (std::chrono::steady_clock::now() - begun) / gathering_part;
    for (const auto& pending : batch) pending->outcome.set_value(std::move(pending->trouble));
    const std::lock_guard lock(queue_mutex_);
    at_work_ = batch.size() + queue_.size();
  }
}

// Takes all that waits, up to the limit: while one batch is being flushed the next gathers, so
// under load one flush carries many acts and alone an act waits for nobody. Those whose acts have
// just been flushed usually come again at once; the flush is worth waiting for them a little, or
// they and those who came meanwhile would take turns, each at half the size.
Store::Batch Store::next_batch() {
  std::unique_lock lock(queue_mutex_);
  queue_changed_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  queue_changed_.wait_for(lock, gathering_max_,
                          [this] { return closing_ || queue_.size() >= at_work_; });
  const auto end =
      queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), batch_jobs_max));
  Batch batch(std::move_iterator(queue_.begin()), std::move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Store::run_batch(const Batch& batch) {
  try {
    if (writer_doubtful_) writer_ = connect_writer(location_);
    writer_doubtful_ = false;
    writer_->begin(Transaction::writing);
    // Another program may have begun to move the body away since the last batch.
    if (auto home = check_at_home(*writer_); !home) return undo(batch, home.error());
    if (observer_) observer_->batch_begins(*writer_);
    for (const auto& pending : batch) run_job(*pending);
    if (!std::ranges::any_of(batch, [](const auto& pending) { return pending->succeeded; })) {
      return writer_->rollback();
    }
    if (observer_) observer_->before_commit(*writer_);
    writer_->commit();
  } catch (const Failure& failure) {
    note(failure);
    undo(batch, error_of(failure, Doing::saving));
  }
}

void Store::run_job(Pending& pending) {
  writer_->control("SAVEPOINT job");
  pending.ran = true;
  if (observer_) observer_->job_begins();
  std::optional<Failure> failure;
  try {
    pending.succeeded = (*pending.job)(*writer_);
  } catch (const Failure& failed) {
    failure = failed;
    note(failed);
    pending.trouble = error_of(failed, Doing::saving);
  } catch (const std::exception& broken) {
    pending.trouble =
        Error{Fault::corrupt, "act_aborted", "処理の途中で矛盾が見つかったため、取り消しました。",
              "管理者に知らせてください。（" + std::string(broken.what()) + "）"};
  }
  if (!pending.succeeded) take_back(failure);
  writer_->control("RELEASE job");
}

// Undoes one job. Where the disk failed, SQLite may have undone the whole batch with it.
void Store::take_back(const std::optional<Failure>& failure) {
  try {
    writer_->control("ROLLBACK TO job");
  } catch (const Failure&) {
    if (failure) throw *failure;
    throw;
  }
  if (observer_) observer_->job_undone();
}

void Store::note(const Failure& failure) {
  writer_doubtful_ = writer_doubtful_ || leaves_doubt(failure);
  if (log_) log_(failure);
}

void Store::undo(const Batch& batch, const Error& trouble) {
  try {
    writer_->rollback();
  } catch (const Failure&) {
    // Already rolled back: by SQLite itself on some failures, or with the connection that was lost.
  }
  if (observer_) observer_->batch_undone();
  for (const auto& pending : batch) {
    if (pending->succeeded || !pending->ran) pending->trouble = trouble;
  }
}

Store::Lease::Lease(Store& owner) : store(owner) {
  {
    const std::lock_guard lock(store.readers_mutex_);
    if (!store.idle_readers_.empty()) {
      connection = std::move(store.idle_readers_.back());
      store.idle_readers_.pop_back();
    }
  }
  if (!connection) connection = connect(store.location_, Access::read_only);
  connection->begin(Transaction::snapshot);
}

// A reader whose work failed may keep in memory what made it fail, and one that cannot end its
// snapshot would give the next an old one: neither goes back to the pool.
Store::Lease::~Lease() {
  if (std::uncaught_exceptions() > exceptions) return;
  try {
    connection->commit();
  } catch (const Failure&) {
    return;
  }
  const std::lock_guard lock(store.readers_mutex_);
  if (store.idle_readers_.size() < idle_readers_max) {
    store.idle_readers_.push_back(std::move(connection));
  }
}

}  // namespace mamori::store
