#include "store/store.h"

#include <algorithm>
#include <cassert>

#include "store/migrations.h"
#include "store/moving.h"

namespace mamori::store {
namespace {

constexpr std::size_t batch_jobs_max = 256;
constexpr std::size_t queue_jobs_max = 4096;
constexpr std::size_t idle_readers_max = 16;

Error unavailable(const Failure& failure) {
  if (failure.cause() == Failure::Cause::outcome_unknown) {
    return {Fault::unavailable, "store_outcome_unknown",
            "データベースとの接続が、保存の途中で切れました。記録されたかどうか確かめられません。",
            "接続が戻ってから、同じ操作をする前に、記録されているかを画面で確かめてください。"};
  }
  const bool full = failure.cause() == Failure::Cause::full;
  return {Fault::unavailable, "store_unavailable",
          std::string("データを保存できませんでした") +
              (full ? "（ディスクの空きがありません）。" : "。") + "操作は記録されていません。",
          "しばらくしてからもう一度行い、続くときは管理者に知らせてください。（" +
              std::string(failure.what()) + "）"};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const Location& location) {
  try {
    auto writer = connect(location, Access::read_write);
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
  Pending pending{.job = &job, .trouble = std::nullopt};
  std::unique_lock lock(queue_mutex_);
  if (closing_ || queue_.size() >= queue_jobs_max) {
    return Error{Fault::unavailable, "store_busy", "処理が混み合っています。",
                 "少し待ってからもう一度行ってください。"};
  }
  queue_.push_back(&pending);
  queue_changed_.notify_one();
  batch_done_.wait(lock, [&] { return pending.done; });
  return pending.trouble;
}

void Store::write_loop() {
  for (;;) {
    const std::vector<Pending*> batch = next_batch();
    if (batch.empty()) return;
    run_batch(batch);
    {
      const std::lock_guard lock(queue_mutex_);
      for (Pending* pending : batch) pending->done = true;
    }
    batch_done_.notify_all();
  }
}

// Takes all that waits, up to the limit: while one batch is being flushed the next gathers, so
// under load one flush carries many acts and alone an act waits for nobody.
std::vector<Store::Pending*> Store::next_batch() {
  std::unique_lock lock(queue_mutex_);
  queue_changed_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), batch_jobs_max));
  const std::vector<Pending*> batch(queue_.begin(), queue_.begin() + count);
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return batch;
}

void Store::run_batch(const std::vector<Pending*>& batch) {
  try {
    writer_->begin(Transaction::writing);
    // Another program may have begun to move the body away since the last batch.
    if (auto home = check_at_home(*writer_); !home) return undo(batch, home.error());
    if (observer_) observer_->batch_begins(*writer_);
    for (Pending* pending : batch) run_job(*pending);
    if (!std::ranges::any_of(batch, &Pending::succeeded)) return writer_->rollback();
    if (observer_) observer_->before_commit(*writer_);
    writer_->commit();
  } catch (const Failure& failure) {
    undo(batch, unavailable(failure));
  }
}

void Store::run_job(Pending& pending) {
  writer_->script("SAVEPOINT job");
  pending.ran = true;
  if (observer_) observer_->job_begins();
  try {
    pending.succeeded = (*pending.job)(*writer_);
  } catch (const Failure& failure) {
    pending.trouble = unavailable(failure);
  } catch (const std::exception& broken) {
    pending.trouble =
        Error{Fault::corrupt, "act_aborted", "処理の途中で矛盾が見つかったため、取り消しました。",
              "管理者に知らせてください。（" + std::string(broken.what()) + "）"};
  }
  if (!pending.succeeded) {
    writer_->script("ROLLBACK TO job");
    if (observer_) observer_->job_undone();
  }
  writer_->script("RELEASE job");
}

void Store::undo(const std::vector<Pending*>& batch, const Error& trouble) {
  try {
    writer_->rollback();
  } catch (const Failure&) {
    // Already rolled back: by SQLite itself on some failures, or with the connection that was lost.
  }
  if (observer_) observer_->batch_undone();
  for (Pending* pending : batch) {
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

Store::Lease::~Lease() {
  try {
    connection->commit();
  } catch (const Failure&) {
    return;  // a reader that cannot end its snapshot is not given to the next
  }
  const std::lock_guard lock(store.readers_mutex_);
  if (store.idle_readers_.size() < idle_readers_max) {
    store.idle_readers_.push_back(std::move(connection));
  }
}

}  // namespace mamori::store
