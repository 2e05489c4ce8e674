// Failed attempts to sign in to accounts there are, kept in memory until they are recorded, so that
// a failure costs no write (and takes as long for an account as for none), and nobody can fill the
// ledger by failing: one record an account in a quarter of an hour, and a hundred an hour at most;
// meanwhile they are counted. Names nobody has are counted only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace mamori::identity {

struct FailureLimits {
  std::chrono::milliseconds per_account_every = std::chrono::minutes(15);
  std::chrono::milliseconds window = std::chrono::hours(1);
  int records_per_window_max = 100;
  std::size_t accounts_max = 20000;  // further ones are not kept
  std::size_t addresses_max = 5;     // named in a record
};

// What is to be recorded of one account.
struct FailureTally {
  std::string person_id;
  std::int64_t attempts = 0;
  Instant first;
  Instant last;
  std::set<std::string> addresses;  // the first few
};

// Safe from any thread.
class FailedSignIns {
 public:
  explicit FailedSignIns(FailureLimits limits = {}) : limits_(limits) {}

  void note(std::string_view person_id, std::string_view address, Instant now);
  void note_unknown();

  // What may be recorded now. It stays until recorded() says that it was.
  std::vector<FailureTally> due(Instant now) const;
  void recorded(const std::vector<FailureTally>& tallies, Instant now);

  std::int64_t unknown_names() const;  // attempts since the program began

 private:
  struct Account {
    FailureTally open;  // attempts is 0 when everything was recorded
    Instant recorded_at{};
    bool was_recorded = false;
  };

  const FailureLimits limits_;
  mutable std::mutex mutex_;
  std::map<std::string, Account, std::less<>> accounts_;
  std::int64_t unknown_ = 0;
  Instant window_since_{};
  int records_in_window_ = 0;
};

}  // namespace mamori::identity
