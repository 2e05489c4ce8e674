// Where the reader writes down what it did to the text. Inside this room only.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "regulation/document.h"
#include "regulation/reader.h"

namespace mamori::regulation {

// The kinds of repairs a person can take back.
bool is_undoable(std::string_view kind);

class Report {
 public:
  explicit Report(const std::vector<Undone>& undone = {});

  // Whether the repair is to be made. When a person took it back, it is not, which is noted here.
  bool repairs(int line, std::string_view kind);
  void note(int line, std::string kind, std::string message, std::string before = {},
            std::string after = {}) {
    const bool undoable = is_undoable(kind);
    diagnostics_.push_back(
        {line, std::move(kind), std::move(message), std::move(before), std::move(after), undoable});
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
  std::set<std::pair<int, std::string>, std::less<>> undone_;
  std::vector<Diagnostic> diagnostics_;
  std::vector<Discarded> discarded_;
};

}  // namespace mamori::regulation
