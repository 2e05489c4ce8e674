// What the readers of marks share: for markers.cc, ordinals.cc and mark_order.cc only.
#pragma once

#include <cstddef>
#include <string_view>

#include "regulation/markers.h"

namespace mamori::regulation {

std::size_t skip_blanks(std::u32string_view text, std::size_t at);
// The mark with its length, and where the words after it begin.
Mark finished(Mark mark, std::u32string_view text, std::size_t length);
// の2, の3 after a number (ノ二 in old texts); moves `at` behind them.
void read_branches(std::u32string_view text, std::size_t& at, Mark& mark);
// 第5条から第7条まで 削除, (3)及び(4) 削除: the number becomes 5-7; moves `at` behind the range.
void read_deleted_range(std::u32string_view text, std::size_t& at, Mark& mark);

// 第2項, 第3号, 第1章: another part of a reference, unlike 第三者.
bool begins_with_ordinal(std::u32string_view text);

bool opens(char32_t c);   // ( or （
bool closes(char32_t c);  // ) or ）

// The marks that are words: 第1章, 第15条の2, 第1; 附則; 別表第1, 第2号様式; 目次, 前文.
Mark ordinal_mark(std::u32string_view text);
Mark supplementary_mark(std::u32string_view text);
Mark appendix_mark(std::u32string_view text);
Mark whole_line_mark(std::u32string_view text);

}  // namespace mamori::regulation
