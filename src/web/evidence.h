// Living evidence: what was recorded under a control, read from the tables at this moment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalogue/control.h"
#include "web/site.h"

namespace mamori::web {

struct EvidenceAct {
  std::uint64_t record = 0;
  std::string at;  // ISO instant
  std::string label;
  std::string person;
  std::string capacity;
};

// An application, an entry of a register or an appointment, with the acts recorded about it.
struct EvidenceItem {
  std::string number;
  std::string href;
  std::string title;
  std::string person;
  Json state = nullptr;
  std::vector<EvidenceAct> acts;
};

struct Evidence {
  std::size_t total = 0;
  std::size_t withheld = 0;  // of them, what this visitor may not see (access: applications.view)
  std::vector<EvidenceItem> items;  // newest first within a procedure or register
};

// What serves any of these controls, each thing once. At most `items_max` are read in full.
Evidence evidence_of(const Visit& visit, store::Connection& connection,
                     const std::vector<const catalogue::Control*>& controls, std::size_t items_max);

}  // namespace mamori::web
