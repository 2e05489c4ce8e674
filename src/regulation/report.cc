#include "regulation/report.h"

#include <algorithm>
#include <array>

namespace mamori::regulation {
namespace {

struct Repair {
  std::string_view kind;
  std::string_view name;  // what a clerk calls it
};

constexpr std::array repairs_to_undo{
    Repair{"page_break_joined", "文の途中のページの切れ目をつなぐ"},
    Repair{"line_break_joined", "文の途中の改行をつなぐ"},
    Repair{"number_jump", "飛んだ番号を、番号として読む"},
    Repair{"number_repeat", "戻った番号を、番号として読む"},
    Repair{"number_orphan", "前の番号のない番号を、番号として読む"},
    Repair{"title_joined", "章や節の名称を、次の行から読む"},
    Repair{"sentence_after_items", "号のあとの文を、号の前の文の続きとして読む"},
    Repair{"paragraph_after_items", "号のあとの括弧のない番号を、項として読む"},
    Repair{"item_without_parentheses", "括弧のない番号の並びを、号として読む"},
    Repair{"overlap_removed", "ページの切れ目で二度書かれた字を除く"},
    Repair{"page_number", "ページ番号を本文から外す"},
    Repair{"running_head", "ページごとに繰り返す行を本文から外す"},
    Repair{"line_split", "1行に続けて書かれた条・項・号を分ける"},
    Repair{"line_numbers", "各行の頭の行番号を外す"}};

}  // namespace

bool is_undoable(std::string_view kind) {
  return std::ranges::find(repairs_to_undo, kind, &Repair::kind) != repairs_to_undo.end();
}

Report::Report(const std::vector<Undone>& undone) {
  for (const Undone& each : undone) undone_.emplace(each.line, each.kind);
}

bool Report::repairs(int line, std::string_view kind) {
  if (undone_.empty() || !undone_.contains(std::pair(line, std::string(kind)))) return true;
  const auto repair = std::ranges::find(repairs_to_undo, kind, &Repair::kind);
  const std::string name(repair == repairs_to_undo.end() ? "この行の修復" : repair->name);
  note(line, "repair_undone", "「" + name + "」という修復を、人の指示で行いませんでした。",
       std::string(kind));
  return false;
}

}  // namespace mamori::regulation
