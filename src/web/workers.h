// A fixed number of threads that work off a queue of limited length.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mamori::web {

// submit() may be called from any thread. A job must not throw (an exception ends the program: jobs
// know better than we what to do about it) and must not call stop().
class Workers {
 public:
  using Job = std::function<void()>;

  Workers(std::size_t threads, std::size_t queue_max);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False, and the job is dropped, when as many jobs wait as may, or after stop().
  bool submit(Job job);
  // Takes no more jobs, does those that wait, and returns when all are done. Idempotent.
  void stop();

 private:
  void work();

  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::once_flag joined_;
  std::vector<std::thread> threads_;
};

}  // namespace mamori::web
