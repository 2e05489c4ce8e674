// How a class is written on things. Pure.
#pragma once

#include <string>
#include <string_view>

namespace mamori::labels {

// The class of something, and by what it is found in its register.
struct Mark {
  std::string level;   // 重要性Ⅱ
  std::string number;  // 資産 第12号; "" for what is in no register

  bool operator==(const Mark&) const = default;
};

// 【分類：重要性Ⅱ　資産 第12号】: at the head of every page.
std::string header_text(const Mark& mark);
// Takes a header_text() that stands anywhere in it out of a text.
std::string without_header_text(std::string_view text);
// 【重要性Ⅱ】資産第12号_住民基本台帳: before the extension of a file; without what file systems
// refuse.
std::string file_name_text(const Mark& mark, std::string_view name);

}  // namespace mamori::labels
