// A text on its way into use: what is computed from it before the writer is asked, and the acts
// that take it into use together with its alignments and the confirmations it inherits.
// Pure but for the connection; safe from any thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "catalogue/carrying.h"
#include "catalogue/control.h"
#include "regulation/library.h"
#include "regulation/reader.h"

namespace mamori::body {

struct Text;

// A text as read, with some repairs taken back.
struct Candidate {
  regulation::SourceFile source;
  std::vector<regulation::Undone> undone;
  regulation::Reading reading;
  std::vector<std::vector<catalogue::Demand>> demands;  // of each document
};

// Fails as regulation::source_text says.
Result<regulation::SourceFile> open_source(std::string_view bytes, std::string_view name);
// Fails with "regulation_unreadable" when no article is found in it.
Result<Candidate> read_candidate(regulation::SourceFile source,
                                 std::vector<regulation::Undone> undone);

// What is proposed for each document. Takes a while for a large text.
using Proposals = std::vector<std::vector<catalogue::Alignment>>;
Proposals propose(const catalogue::Catalogue& catalogue, const Candidate& candidate);

// What would become of the confirmations of the documents in force.
catalogue::Carried carried_to(const std::vector<std::shared_ptr<const Text>>& in_force,
                              const Candidate& candidate, std::int64_t version);

// To be recorded in this order, in one job: the adoption, the proposals, what is carried over.
// Fails as regulation::adopt does.
Result<std::vector<ledger::Act>> adoption_acts(
    store::Connection& connection, const std::vector<std::shared_ptr<const Text>>& in_force,
    const Candidate& candidate, const Proposals& proposals, const regulation::Adoption& adoption);

}  // namespace mamori::body
