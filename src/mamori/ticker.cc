#include "mamori/ticker.h"

#include <chrono>
#include <spdlog/spdlog.h>

namespace mamori::command {

Ticker::Ticker(body::Body& body)
    : body_(body), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Ticker::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      const auto told = body_.tick();
      if (!told) spdlog::error("tick: {} {}", told.error().code, told.error().message);
      anchor();
    } catch (const store::Failure& failure) {
      spdlog::error("tick: {}", failure.what());  // the next minute tries again
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, std::chrono::minutes(1), [] { return false; });
  }
}

void Ticker::anchor() {
  const Instant before = body_.clock().now();
  body_.anchorer().run();
  for (const auto& trouble : body_.anchorer().troubles()) {
    if (trouble.at < before) continue;  // told when it happened
    spdlog::error("anchoring: {} {} {}", trouble.error.code, trouble.place, trouble.error.message);
  }
}

}  // namespace mamori::command
