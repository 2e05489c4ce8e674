// A roster as the body takes it: what it would change, whose accounts it makes and closes, what is
// still out (row B5). Decides, checks, records and tells like Acts; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/outlook.h"
#include "body/recording.h"
#include "organisation/roster.h"

namespace mamori::body {

struct RosterFile {
  std::string bytes;
  std::string name;
};

// Somebody with an open application when they move or leave: something is to be handed back or
// over.
struct OpenApplication {
  std::string person_name;
  std::string subject;  // address below the body
  std::string number;
  std::string due;  // ISO day; "" when nothing is owed
};

struct ClosedAccount {
  std::string person_id;
  std::string person_name;
  std::string login;
};

struct RosterPreview {
  organisation::RosterPlan plan;
  std::vector<std::string> ignored;          // headers that mean nothing here
  std::vector<ClosedAccount> closing;        // of those who leave
  std::vector<std::string> without_account;  // names of those who come and need one
  std::vector<OpenApplication> open;
  std::vector<Stop> stops;  // procedures that could no longer be carried through

  // What was looked at; for take().
  std::string seen() const;
};

class Rosters {
 public:
  Rosters(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // What a roster would change; others go on with their work meanwhile. Fails as
  // organisation::read_roster does; what is wrong with its rows stands in the preview.
  Result<RosterPreview> preview(std::string_view person_id, const RosterFile& file,
                                const organisation::RosterOptions& options);
  // Takes the roster as one act, or not at all. `seen` is that of the preview that was looked
  // at. Fails as organisation::import_roster does, or with "roster_outdated" when something else
  // would come of it by now.
  Result<Done> take(std::string_view person_id, const RosterFile& file,
                    const organisation::RosterOptions& options, std::string_view seen);

 private:
  struct Planned {
    RosterPreview preview;
    std::string state;  // of the organisation it was planned on
  };
  Result<Planned> planned(std::string_view person_id, const RosterFile& file,
                          const organisation::RosterOptions& options);

  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
