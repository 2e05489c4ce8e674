// How much of a document stands how.
#pragma once

#include <map>

#include "duties/posture.h"

namespace mamori::duties {

using Tally = std::map<State, int>;

// Whether nothing below it asks for anything: 附則, 別表, 前文, 目次.
bool asks_nothing(regulation::NodeKind kind);

// How many of the smallest judged places of the whole document have each state.
Tally tally_of(const Posture& posture, const regulation::Document& document);

}  // namespace mamori::duties
