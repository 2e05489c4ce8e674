#include "store/checkpointer.h"

#include "store/sqlite.h"

namespace mamori::store {

Checkpointer::Checkpointer(std::filesystem::path file, LogSizes sizes)
    : file_(std::move(file)), sizes_(sizes), thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Checkpointer::log_has(int pages) {
  if (pages >= sizes_.most) return true;
  {
    const std::lock_guard lock(mutex_);
    if (pages < seen_) seen_ = 0;  // it was begun anew
    if (pages - seen_ < sizes_.due) return false;
    seen_ = pages;
    due_ = true;
  }
  changed_.notify_all();
  return false;
}

void Checkpointer::work() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closing_ || due_; });
      if (closing_) return;  // the last to close the database copies what is left
      due_ = false;
    }
    try {
      checkpoint();
    } catch (const Failure&) {
      connection_.reset();
    }
  }
}

void Checkpointer::checkpoint() {
  if (!connection_) connection_ = open_sqlite(file_, Access::read_write);
  connection_->query("PRAGMA wal_checkpoint(PASSIVE)");
}

}  // namespace mamori::store
