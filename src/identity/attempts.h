// How often somebody may try to sign in. Counted per login and address together, and per address
// with a higher limit (a whole office may sit behind one); never per login alone, or anyone could
// lock anyone out. Kept in memory: a restart forgets it, and a failed attempt costs no write.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace mamori::identity {

struct AttemptLimits {
  int per_login_and_address = 5;
  int per_address = 100;
  std::chrono::milliseconds window = std::chrono::minutes(15);
  std::size_t entries_max = 20000;  // the oldest are forgotten first
};

// Safe from any thread.
class AttemptLimiter {
 public:
  explicit AttemptLimiter(AttemptLimits limits = {}) : limits_(limits) {}

  // Counts the attempt before it is made, so that many at once do not slip through. Fails with
  // "too_many_attempts", saying in how many minutes to come back.
  Result<void> begin(std::string_view login, std::string_view address, Instant now);
  // The attempt succeeded: it and the failures of this login from this address are forgotten.
  void succeeded(std::string_view login, std::string_view address);

 private:
  struct Count {
    int attempts = 0;
    Instant since;
  };
  using Counts = std::map<std::string, Count, std::less<>>;

  Count& current(const std::string& key, Instant now);
  void make_room(Instant now);

  const AttemptLimits limits_;
  std::mutex mutex_;
  Counts counts_;
};

// The part of an address that one attacker holds: an IPv4 address, the first 64 bits of an IPv6
// one.
std::string network_of(std::string_view address);

}  // namespace mamori::identity
