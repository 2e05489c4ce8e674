// Where the reader writes down what it did to the text. Inside this room only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "regulation/document.h"

namespace mamori::regulation {

class Report {
 public:
  void note(int line, std::string kind, std::string message, std::string before = {},
            std::string after = {}) {
    diagnostics_.push_back(
        {line, std::move(kind), std::move(message), std::move(before), std::move(after)});
  }
  void discard(int line, std::string_view text, std::string reason) {
    discard(line, static_cast<int>(count_non_blank(text)), std::move(reason));
  }
  void discard(int line, int characters, std::string reason) {
    if (characters > 0) discarded_.push_back({line, characters, std::move(reason)});
  }
  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }
  std::vector<Discarded>& discarded() { return discarded_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::vector<Discarded> discarded_;
};

}  // namespace mamori::regulation
