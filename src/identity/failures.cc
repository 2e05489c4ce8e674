#include "identity/failures.h"

#include <algorithm>

namespace mamori::identity {

void FailedSignIns::note(std::string_view person_id, std::string_view address, Instant now) {
  const std::lock_guard lock(mutex_);
  auto found = accounts_.find(person_id);
  if (found == accounts_.end()) {
    if (accounts_.size() >= limits_.accounts_max) return;
    found = accounts_.emplace(person_id, Account{}).first;
  }
  FailureTally& open = found->second.open;
  if (open.attempts == 0) open = {std::string(person_id), 0, now, now, {}};
  ++open.attempts;
  open.last = now;
  if (open.addresses.size() < limits_.addresses_max) open.addresses.emplace(address);
}

void FailedSignIns::note_unknown() {
  const std::lock_guard lock(mutex_);
  ++unknown_;
}

std::vector<FailureTally> FailedSignIns::due(Instant now) const {
  const std::lock_guard lock(mutex_);
  const bool fresh = now >= window_since_ + limits_.window;
  const int room = limits_.records_per_window_max - (fresh ? 0 : records_in_window_);
  std::vector<FailureTally> tallies;
  for (const auto& [person_id, account] : accounts_) {
    if (account.open.attempts == 0) continue;
    if (account.was_recorded && now < account.recorded_at + limits_.per_account_every) continue;
    tallies.push_back(account.open);
  }
  // Whoever waits longest first: what found no room comes with the next window.
  std::ranges::stable_sort(tallies, {}, &FailureTally::first);
  if (std::ssize(tallies) > room) tallies.resize(static_cast<std::size_t>(std::max(room, 0)));
  return tallies;
}

void FailedSignIns::recorded(const std::vector<FailureTally>& tallies, Instant now) {
  const std::lock_guard lock(mutex_);
  if (now >= window_since_ + limits_.window) {
    window_since_ = now;
    records_in_window_ = 0;
  }
  records_in_window_ += static_cast<int>(tallies.size());
  for (const FailureTally& tally : tallies) {
    Account& account = accounts_[tally.person_id];
    account.open.attempts -= tally.attempts;  // others may have come meanwhile
    account.open.first = now;
    account.recorded_at = now;
    account.was_recorded = true;
  }
  std::erase_if(accounts_, [&](const auto& entry) {
    const Account& account = entry.second;
    return account.open.attempts == 0 && now >= account.recorded_at + limits_.per_account_every;
  });
}

std::int64_t FailedSignIns::unknown_names() const {
  const std::lock_guard lock(mutex_);
  return unknown_;
}

}  // namespace mamori::identity
