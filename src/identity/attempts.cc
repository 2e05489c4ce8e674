#include "identity/attempts.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

#include "base/bytes.h"
#include "base/text.h"

namespace mamori::identity {
namespace {

// Logins come from outside and may be long: the key is of one size.
std::string pair_key(std::string_view login, std::string_view address) {
  return "pair " + hex(as_text(sha256(text_key(login) + "\n" + network_of(address))));
}

std::string address_key(std::string_view address) {
  return "address " + network_of(address);
}

std::unexpected<Error> too_many(std::chrono::milliseconds wait) {
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return fail(Fault::limit, "too_many_attempts", "ログインの失敗が続いたため、受け付けていません。",
              std::to_string(minutes) + "分ほど待って、もう一度行ってください。");
}

}  // namespace

std::string network_of(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {  // an IPv4 address in IPv6 dress
    return text.substr(text.rfind(':') + 1);
  }
  return hex({reinterpret_cast<const char*>(bytes.data()), 8});
}

Result<void> AttemptLimiter::begin(std::string_view login, std::string_view address, Instant now) {
  const std::lock_guard lock(mutex_);
  make_room(now);
  Count& by_address = current(address_key(address), now);
  Count& by_pair = current(pair_key(login, address), now);
  if (by_pair.attempts >= limits_.per_login_and_address) {
    return too_many(by_pair.since + limits_.window - now);
  }
  if (by_address.attempts >= limits_.per_address) {
    return too_many(by_address.since + limits_.window - now);
  }
  ++by_pair.attempts;
  ++by_address.attempts;
  return {};
}

void AttemptLimiter::succeeded(std::string_view login, std::string_view address) {
  const std::lock_guard lock(mutex_);
  counts_.erase(pair_key(login, address));
  const auto by_address = counts_.find(address_key(address));
  if (by_address != counts_.end() && by_address->second.attempts > 0) {
    --by_address->second.attempts;
  }
}

AttemptLimiter::Count& AttemptLimiter::current(const std::string& key, Instant now) {
  Count& count = counts_.try_emplace(key, Count{0, now}).first->second;
  if (now >= count.since + limits_.window) count = {0, now};
  return count;
}

// Forgets what no longer counts, and then the older half if that was not enough.
void AttemptLimiter::make_room(Instant now) {
  if (counts_.size() < limits_.entries_max) return;
  std::erase_if(counts_,
                [&](const auto& entry) { return now >= entry.second.since + limits_.window; });
  if (counts_.size() < limits_.entries_max) return;
  std::vector<Instant> ages;
  for (const auto& [key, count] : counts_) ages.push_back(count.since);
  const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2);
  std::ranges::nth_element(ages, middle);
  std::erase_if(counts_,
                [limit = *middle](const auto& entry) { return entry.second.since <= limit; });
}

}  // namespace mamori::identity
