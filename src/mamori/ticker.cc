#include "mamori/ticker.h"

#include <spdlog/spdlog.h>

namespace mamori::command {

Ticker::Ticker(std::string name, std::function<Result<void>()> work,
               std::chrono::milliseconds pause)
    : name_(std::move(name)),
      work_(std::move(work)),
      pause_(pause),
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
    wake_.wait_for(lock, stop, pause_, [] { return false; });
  }
}

}  // namespace mamori::command
