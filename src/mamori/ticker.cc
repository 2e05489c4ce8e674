#include "mamori/ticker.h"

#include <chrono>
#include <spdlog/spdlog.h>

namespace mamori::command {

Ticker::Ticker(std::string name, std::function<Result<void>()> work)
    : name_(std::move(name)),
      work_(std::move(work)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Ticker::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      const auto done = work_();
      if (!done) spdlog::error("{}: {} {}", name_, done.error().code, done.error().message);
    } catch (const std::exception& failure) {
      spdlog::error("{}: {}", name_, failure.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, std::chrono::minutes(1), [] { return false; });
  }
}

}  // namespace mamori::command
