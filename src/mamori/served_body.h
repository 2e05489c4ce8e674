// One body while it is served: its data, what its handlers work with, and its own clock's work.
//
// Thread safety: open() is for one thread; the rest for any.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "body/acts.h"
#include "body/body.h"
#include "directory/ways.h"
#include "identity/attempts.h"
#include "mamori/commands.h"
#include "mamori/ticker.h"
#include "recovery/schedule.h"
#include "web/bodies.h"

namespace mamori::command {

// What all bodies of one program share; outlives them.
struct Shared {
  const body::Definitions& definitions;
  const Clock& clock;
  const identity::PasswordHasher& hasher;
  std::string public_url;
  bool open_to_network = false;                // see web::Services
  std::optional<recovery::Schedule> schedule;  // of every body that has not its own
};

// When and where backups are taken; nothing where no folder is named. May ask for a passphrase.
Result<std::optional<recovery::Schedule>> schedule_of(const ScheduleOptions& options);

class ServedBody {
 public:
  // Opens the body that `options` name in data.body, as its own settings say. Fails as they, and
  // Body::open, do.
  static Result<std::shared_ptr<ServedBody>> open(const ServeOptions& options,
                                                  const Shared& shared);

  body::Body& body() { return *body_; }
  // They keep `served` alive.
  static std::shared_ptr<const web::Services> services(const std::shared_ptr<ServedBody>& served);

  // Begins the daily and minutely work.
  void start();
  // Where its settings say so. May take as long as a backup does; for one thread at a time.
  Result<void> back_up_when_due();

 private:
  ServedBody(std::unique_ptr<body::Body> body, recovery::Place place,
             std::optional<recovery::Schedule> schedule, directory::Ways ways,
             const Shared& shared);
  Result<void> tick();
  // Whoever left the body's directory has left here.
  Result<void> close_leavers();

  const std::unique_ptr<body::Body> body_;
  const recovery::Place place_;
  const std::optional<recovery::Schedule> schedule_;
  identity::AttemptLimiter attempts_;
  body::Acts acts_;
  const directory::Ways ways_;
  const web::Services services_;
  std::optional<Ticker> ticker_;   // last: they work on all of these
  std::optional<Ticker> leavers_;  // asks the directory, which may be slow
};

}  // namespace mamori::command
