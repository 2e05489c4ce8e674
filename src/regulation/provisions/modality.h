// How a sentence ends, and what that makes of it. Inside this room only.
#pragma once

#include "regulation/provision.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

// The sentence without 。, blanks, colons and a bracket that only limits what was said:
// …をいう（…を除く。）。
View without_ending_marks(View sentence);

// By the last predicate alone; `none` when there is no predicate. See README.md for the table.
Modality modality_of(View sentence);

// …すること。, which a list turns into what its 柱書 says.
bool ends_in_koto(View sentence);
// It says what something is, and not what anybody does: …とする。…による。…である。
bool states_only(View sentence);

}  // namespace mamori::regulation
