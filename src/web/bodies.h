// The bodies that this program serves, each behind its own addresses /b/<slug>/…
//
// Nothing here leads from one body to another: a handler gets the Services of the body in the
// address and of no other. Bodies is safe from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/body.h"
#include "identity/attempts.h"
#include "identity/password.h"

namespace mamori::directory {
struct Ways;
}

namespace mamori::web {

// What the handlers work with for one body; everything outlives it.
struct Services {
  body::Body& body;
  body::Acts& acts;
  const identity::PasswordHasher& hasher;
  identity::AttemptLimiter& attempts;
  std::string public_url;  // https://mamori.example.lg.jp, without slash at its end
  // Other machines reach this one: unless the body says otherwise, its administrators need a second
  // factor then.
  bool open_to_network = false;
  const directory::Ways* ways = nullptr;  // in, beside passwords; none when null
};

class Bodies {
 public:
  // From now on these answer the addresses of their body; requests under way keep those of before.
  void serve(std::shared_ptr<const Services> services);
  // A body that is there but cannot be used: its addresses say so, and no more.
  void close(std::string_view slug);
  // There is no such body any more.
  void forget(std::string_view slug);

  // Who answers for that body. Fails with "page_not_found", the same for every name that is no
  // body, or with "body_closed".
  Result<std::shared_ptr<const Services>> find(std::string_view slug) const;
  // Open and closed, in order.
  std::vector<std::string> slugs() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Services>, std::less<>> bodies_;  // null: closed
};

}  // namespace mamori::web
