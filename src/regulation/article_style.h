// Texts in 条: 第1章 / (目的) / 第1条 / 2 / (1) / ア, 附則 and 別表. Inside this room only.
#pragma once

#include <span>

#include "regulation/builder.h"

namespace mamori::regulation {

// The nodes of the lines, which stand after title and 目次. Words before the first number become
// the 前文. Also reads the 附則 and 別表 of numbered texts.
std::vector<Node> parse_articles(std::span<const Line> lines, Report& report);

}  // namespace mamori::regulation
