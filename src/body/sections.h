// A section that ends, as the body takes it: what that entails is looked at first, then recorded as
// one act (row B1). Decides, checks, records and tells like Acts; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/outlook.h"
#include "organisation/dissolving.h"

namespace mamori::body {

// What waits for somebody of the section.
struct WaitingApplication {
  std::string subject;  // address below the body
  std::string number;
  std::string title;
};

struct DissolutionPreview {
  organisation::Dissolution found;
  std::vector<WaitingApplication> waiting;
  std::vector<Stop> stops;  // procedures that could no longer be carried through
  std::string state;        // of the organisation it was tried on

  // What was looked at; for dissolve().
  std::string seen() const { return state + digest(stops); }
};

class Sections {
 public:
  Sections(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // What dissolving a section would entail; others go on with their work meanwhile. Input and
  // errors as organisation::dissolve_section.
  Result<DissolutionPreview> preview(std::string_view person_id, const Json& input);
  // Records it. `seen` is that of the preview that was looked at: "section_outdated" when something
  // else would come of it by now.
  Result<Done> dissolve(std::string_view person_id, const Json& input, std::string_view seen);

 private:
  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
