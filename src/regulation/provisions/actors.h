// Who acts in a sentence, by its grammar alone. Inside this room only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "regulation/provision.h"
#include "regulation/provisions/offices.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

struct Actor {
  std::vector<Holder> holders;  // without repetition
  HolderRelation relation = HolderRelation::sole;
  std::size_t begin = 0;  // as written in the sentence, code points
  std::size_t end = 0;
  bool found() const { return end > begin; }
};

// In this order: who does it in the main clause (…は、市長が定める), the topic (職員等は), whom it
// is laid on (所属長にあっては), by whom it is done (管理者により), who meets the condition
// (職員等が持ち出す場合は).
Actor actor_in(const Words& words, const OfficeBook& offices);

// Who meets the condition of a ただし書. It goes on about the sentence before it, so that this
// counts only where that names nobody.
Actor actor_of_proviso(const Words& words, const OfficeBook& offices);

// The office a caption lays something on: 職員等の遵守事項, 情報システム管理者の責務.
Actor actor_of_caption(const Words& words, const OfficeBook& offices);

// 契約書には、…を明記する, 内容については、別に定める: it speaks about a thing, and lays nothing on
// anybody before.
bool has_things_with_words(const Words& words, const OfficeBook& offices);

// The sentence speaks about a thing: 情報資産は、…
bool has_thing_as_topic(const Words& words, const OfficeBook& offices);

}  // namespace mamori::regulation
