#include "regulation/report.h"

#include <algorithm>
#include <array>

namespace mamori::regulation {

bool is_undoable(std::string_view kind) {
  constexpr std::array<std::string_view, 14> kinds{
      "page_break_joined",    "line_break_joined",     "number_jump",
      "number_repeat",        "number_orphan",         "title_joined",
      "sentence_after_items", "paragraph_after_items", "item_without_parentheses",
      "overlap_removed",      "page_number",           "running_head",
      "line_split",           "line_numbers"};
  return std::ranges::find(kinds, kind) != kinds.end();
}

Report::Report(const std::vector<Undone>& undone) {
  for (const Undone& each : undone) undone_.emplace(each.line, each.kind);
}

bool Report::repairs(int line, std::string_view kind) {
  if (undone_.empty() || !undone_.contains(std::pair(line, std::string(kind)))) return true;
  note(line, "repair_undone", "この行の修復を、人の指示で行いませんでした。", std::string(kind));
  return false;
}

}  // namespace mamori::regulation
