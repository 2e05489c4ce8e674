// Copies what SQLite keeps in its log (WAL) into the database, on a thread of its own. Left to
// SQLite, every thousandth page or so a commit does it, and whoever waits for that commit waits for
// three flushes of the disk instead of one.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "store/connection.h"

namespace mamori::store {

// In pages. So many are copied at a time. When all is copied the log begins anew; while acts come
// without a pause it never is, and from `most` on the writer copies the rest itself.
struct LogSizes {
  int due = 1000;
  int most = 16'384;
};

// Thread-safe. What fails (a full disk) is tried again when the log has grown further: until then
// all of it stays in the log, where nothing is lost.
class Checkpointer {
 public:
  // `file` is a database in WAL mode; it is opened when there is something to do.
  Checkpointer(std::filesystem::path file, LogSizes sizes);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Told by the writer after each commit how long the log is; whether it is to copy itself.
  bool log_has(int pages);

 private:
  void work();
  void checkpoint();

  const std::filesystem::path file_;
  const LogSizes sizes_;
  std::unique_ptr<Connection> connection_;  // of the thread

  std::mutex mutex_;
  std::condition_variable changed_;
  int seen_ = 0;  // how long the log was when the last checkpoint began
  bool due_ = false;
  bool closing_ = false;
  std::thread thread_;  // last: runs while all the above exists
};

}  // namespace mamori::store
