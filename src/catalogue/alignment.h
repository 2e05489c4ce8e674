// Which control of the catalogue a place of a regulation speaks of. A proposal for a person to
// confirm: computed offline from words alone, the same every time. How: README.md.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "catalogue/control.h"
#include "catalogue/evidence.h"
#include "regulation/document.h"
#include "regulation/provision.h"

namespace mamori::catalogue {

struct Alignment {
  std::string place;  // 第33条第2項
  int line = 0;       // of the place in the source, 1-based
  std::string control_id;
  // 0–1: how likely it is that this is the right one, seen against every other control and against
  // none. A person looks at the places with the lowest first. How far it holds: docs/alignment.md.
  double score = 0;
  std::string reason;  // Japanese: the words, the caption and the office that agree
};

// Learns the catalogue once, then aligns any number of documents. Immutable: any thread may call
// align. The catalogue must outlive it.
class Aligner {
 public:
  explicit Aligner(const Catalogue& catalogue);

  // At most 5 for a place, best first, the places in the order of the provisions; none for a place
  // that asks for nothing (definitions, purposes, delegations, 附則) and none below a threshold.
  // `provisions` are those of `document`; the sentences of one place are aligned together.
  std::vector<Alignment> align(const regulation::Document& document,
                               std::span<const regulation::Provision> provisions) const;

 private:
  struct Look;
  Look look_at(const Units& all, const Unit& unit, Comparer::Memory& memory) const;
  void add_neighbour(Look& look, const Look& neighbour) const;
  void propose(const Unit& unit, const Comparer::Comparison& comparison,
               std::vector<Alignment>& alignments) const;

  const Catalogue& catalogue_;
  Comparer comparer_;
  std::vector<std::size_t> row_of_;  // of each control, numbered from 0
  std::size_t row_count_ = 0;
};

// As the Aligner does it, for a single document.
std::vector<Alignment> align(const Catalogue& catalogue, const regulation::Document& document,
                             std::span<const regulation::Provision> provisions);

}  // namespace mamori::catalogue
