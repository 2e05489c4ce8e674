// What a sentence takes over from those around it. Inside this room only.
#pragma once

#include <string>
#include <vector>

#include "regulation/document.h"
#include "regulation/provision.h"
#include "regulation/provisions/offices.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

// Who acts, as it is handed on.
struct Lent {
  std::vector<Holder> holders = {};
  HolderRelation relation = HolderRelation::sole;
  std::string text = {};
  bool demanded = false;  // by a sentence that asks something of them
  bool empty() const { return holders.empty(); }
};

struct Context {
  Lent before;                     // of the sentence or 項 before, or of the 柱書
  Lent article_before;             // of the last sentence of the 条 before, in the same 節
  Lent caption;                    // 職員等の遵守事項
  Modality lead = Modality::none;  // of the 柱書
  bool lead_acts = false;          // the 柱書 says who acts
  bool in_list = false;            // under a 柱書
  bool definitions = false;        // under a caption 定義
};

// What holds inside of the node, given what holds beside it.
Context entered(const Node& node, Context context, const OfficeBook& offices);
// An entry of a list: it takes over from the 柱書 and lends nothing to the next.
bool is_entry(const Node& node);
// It asks something: 義務, 禁止, 努力義務, 権限.
bool demands(Modality modality);

// Modality from the 柱書, for nouns and for what ends plainly or in こと.
void inherit_modality(const Words& words, Provision& provision, const Context& context);
// Holders, where the sentence names none.
void inherit_holders(const Words& words, Provision& provision, const Context& context,
                     const OfficeBook& offices);

}  // namespace mamori::regulation
