// References from one place of a regulation to another, so that a text can be shown with links.
// Pure once made; safe from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/document.h"

namespace mamori::web {

// A piece of a text; with `article` when it speaks of an article of the same document.
struct Run {
  std::string text;
  std::string article;  // 第26条
  std::string caption;  // of that article
  bool operator==(const Run&) const = default;
};

class References {
 public:
  explicit References(const regulation::Document& document);

  // The text in pieces, when it refers to an article that exists (第26条第1項); else nothing. What
  // follows the name of another law (…法第3条, …規則（…）第2条) is none of this document's.
  std::vector<Run> runs(std::string_view text) const;

 private:
  std::map<std::string, std::string, std::less<>> captions_;  // by the place of the article
};

}  // namespace mamori::web
