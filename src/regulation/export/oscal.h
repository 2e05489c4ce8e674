// A regulation as an OSCAL catalog (NIST OSCAL 1.1, JSON): what tools for controls and audits read.
// Pure functions.
#pragma once

#include <span>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "regulation/document.h"
#include "regulation/provision.h"

namespace mamori::regulation {

struct OscalOptions {
  Instant last_modified;
  std::string version = "1";  // which version of the text this is
};

// {"catalog": …}. 章 and 節 are groups, 条 (or headings) controls, 項 and 号 parts of their
// statement; a 項 of several sentences has a part for each. `provisions` are those of the document:
// they give each part its props `modality`, `holder` (its class is our kind of office) and `place`,
// and its links: to the part meant, or to the law in the back matter. Ids are ASCII tokens, unique
// in the catalog; the uuid is version 5 of the document's content, so the same text has the same.
Json to_oscal(const Document& document, std::span<const Provision> provisions,
              const OscalOptions& options);

}  // namespace mamori::regulation
