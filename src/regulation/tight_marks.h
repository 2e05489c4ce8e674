// Kana that number a list although no blank stands behind them: ア個人情報, イ記録. Inside this
// room only.
#pragma once

#include <vector>

#include "regulation/lines.h"

namespace mamori::regulation {

// Puts a blank behind the kana where the next line or one soon after it goes on with the next kana.
// A word that begins with a kana alone (アクセス) is no mark.
void part_tight_marks(std::vector<Line>& lines);

}  // namespace mamori::regulation
