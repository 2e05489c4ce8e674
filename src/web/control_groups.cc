#include "web/control_groups.h"

#include <string_view>

namespace mamori::web {
namespace {

struct Letter {
  char letter;
  std::string_view title;
};

constexpr Letter letters[] = {
    {'A', "規程とその運用"},
    {'B', "組織と体制"},
    {'C', "情報資産と分類"},
    {'D', "許可と記録"},
    {'E', "職員と研修"},
    {'F', "インシデントへの対応"},
    {'G', "監視と技術的な対策"},
    {'H', "委託先と外部サービス"},
    {'I', "監査・点検・見直し"},
    {'J', "記録の保全"},
    {'K', "アカウントとシステムの基盤"},
};

}  // namespace

std::vector<ControlGroup> grouped_controls(const body::Definitions& definitions) {
  std::vector<ControlGroup> groups;
  for (const auto& [letter, title] : letters) {
    ControlGroup group{std::string(1, letter), std::string(title), {}};
    for (const auto& control : definitions.catalogue.controls()) {
      if (control.row.starts_with(letter)) group.controls.push_back(&control);
    }
    if (!group.controls.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace mamori::web
