// What a regulation calls the offices we know, and who it says holds them: 「…は、総務課長をもって
// 充てる」. Proposals, for a person to confirm. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "regulation/provision.h"

namespace mamori::catalogue {

struct ProposedTitle {
  std::string kind;        // general_manager
  std::string title;       // as the text calls it most
  std::string ex_officio;  // 総務課長; "" where the text names nobody, or has somebody named
  std::string place;       // where it says so, else where the title first stands
};

// One for each kind of office that the sentences speak of.
std::vector<ProposedTitle> propose_titles(std::span<const regulation::Provision> provisions);

// Titles of the text that none of the proposals took: what somebody may choose instead.
std::vector<std::string> other_titles(std::span<const regulation::Provision> provisions);

}  // namespace mamori::catalogue
