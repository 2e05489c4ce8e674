// All bodies of an installation while they are served: those that are there are opened, one that
// cannot be does not keep the others from running, and what is added or taken out of service later
// is seen without starting anew.
//
// Thread safety: look() and back_up() are each for one thread at a time; the rest for any.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mamori/served_body.h"
#include "web/bodies.h"

namespace mamori::command {

class Serving {
 public:
  // A body that cannot be served, and why.
  struct Trouble {
    std::string slug;
    Error error;
  };

  // All but `options` outlive it.
  Serving(ServeOptions options, const Shared& shared, web::Bodies& addresses)
      : options_(std::move(options)), shared_(shared), addresses_(addresses) {}

  // What is to be done to a body before it is served.
  using Preparation = std::function<Result<void>(body::Body&)>;

  // Opens one body, or says at its addresses that it is closed and logs why, once for each reason.
  // Fails as ServedBody::open() and `prepare` do, or with "regulation_missing".
  Result<std::shared_ptr<ServedBody>> open(const std::string& slug,
                                           const Preparation& prepare = nullptr);
  // Opens what came since the last call or could not be opened then; lets go of what is gone.
  Result<void> look();
  // Backs up what is due, one body after the other: several at once would only be in each other's
  // way. What goes wrong with one is logged.
  Result<void> back_up();

  std::vector<std::shared_ptr<ServedBody>> served() const;
  std::vector<Trouble> troubles() const;

 private:
  bool serves(const std::string& slug) const;
  void let_go(const std::string& slug);

  const ServeOptions options_;
  const Shared shared_;
  web::Bodies& addresses_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<ServedBody>> served_;
  std::map<std::string, Error> troubles_;
};

// The bodies in service, in order.
Result<std::vector<std::string>> bodies_in_service(const DataOptions& data);

}  // namespace mamori::command
