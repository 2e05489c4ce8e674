// Where a clause leads to: the main verb, a condition, or a noun it only describes. Inside this
// room only.
#pragma once

#include <cstddef>

#include "regulation/provisions/words.h"

namespace mamori::regulation {

enum class ClauseEnd {
  main,       // it runs to the end of the sentence
  condition,  // …する場合、…したときは
  noun,       // …が管理する情報
};

struct Clause {
  ClauseEnd end = ClauseEnd::main;
  std::size_t at = 0;  // where the noun or the condition's word begins
};

// The clause of the subject whose が or は stands before `from`.
Clause clause_from(const Words& words, std::size_t from);

// The verb before a condition is one of deciding (…が認めた場合): not the one who then acts.
bool decides(View before_condition);

// 、場合は、 ときは、 に当たっては、: the first condition, as written, without what stands before
// the topic; empty when there is none.
View condition_in(const Words& words);
// What the main verb acts upon, with its modifiers; empty when it is not clear.
View object_in(const Words& words);

}  // namespace mamori::regulation
