// The clock's own work: once a minute, what fell due is told, and once a day the checkpoint is kept
// elsewhere.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "body/body.h"

namespace mamori::command {

// Runs from construction to destruction; `body` must outlive it.
class Ticker {
 public:
  explicit Ticker(body::Body& body);

 private:
  void run(const std::stop_token& stop);
  void anchor();

  body::Body& body_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace mamori::command
