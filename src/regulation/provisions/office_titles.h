// What the titles of offices look like, in any body. Inside this room only.
#pragma once

#include <string_view>

#include "regulation/provisions/words.h"

namespace mamori::regulation {

// The noun names somebody who can act: 情報政策課長, 委員会, 受託者, CISO; not パスワード長, 機会.
bool is_agent_noun(View noun);
// The noun names a body itself: 本市, 組合, みもり市.
bool is_body_noun(View noun);
// Our kind for the title: ciso, staff, body, …; "" when the title alone does not tell.
std::string_view kind_of_title(View title);
// 各, 全, 当該: how many of them, and not which office.
View without_quantifier(View noun);

}  // namespace mamori::regulation
