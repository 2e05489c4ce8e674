// Where the terms a document defines are used. Inside this room only.
#pragma once

#include <string>
#include <vector>

#include "regulation/provision.h"
#include "regulation/provisions/definitions.h"
#include "regulation/provisions/place_index.h"

namespace mamori::regulation {

// A sentence with what it defines, as the uses are looked for.
struct TermSentence {
  int entry = PlaceIndex::nowhere;  // the node it stands in
  std::vector<DefinedTerm> terms;
};

// Fills `definitions` of the provisions: the terms of each with their scope and the later sentences
// that use them, the longest term first, inside of the scope only. `sentences` is as long as
// `provisions`. Linear in the length of the text.
void find_uses(std::vector<Provision>& provisions, const std::vector<TermSentence>& sentences,
               const PlaceIndex& index);

}  // namespace mamori::regulation
