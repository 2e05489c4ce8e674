// Time. Everything that asks for the time takes a Clock, so tests decide what day it is.
#pragma once

#include <atomic>
#include <chrono>

namespace mamori {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;  // UTC

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;  // safe from any thread
};

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }
};

// A clock that stands still until it is told otherwise.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_.load(); }
  void set(Instant instant) { now_ = instant; }
  void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<Instant> now_;
};

}  // namespace mamori
