// The clock's own work: again and again, what fell due is done.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"

namespace mamori::command {

// Runs `work` in a thread of its own from construction to destruction; what it fails with is logged
// under `name`, and the next time tries again. A work that is running is waited for.
class Ticker {
 public:
  Ticker(std::string name, std::function<Result<void>()> work,
         std::chrono::milliseconds pause = std::chrono::minutes(1));

 private:
  void run(const std::stop_token& stop);

  const std::string name_;
  const std::function<Result<void>()> work_;
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace mamori::command
