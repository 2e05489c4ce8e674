#include "web/references.h"

#include <array>
#include <optional>

namespace mamori::web {
namespace {

using regulation::Node;
using regulation::NodeKind;

constexpr std::string_view ordinal = "第";

// Reads digits, half or full width, at `at`; their half-width form, "" when there are none.
std::string take_number(std::string_view text, std::size_t& at) {
  constexpr std::string_view full_width_digits = "\xEF\xBC";  // ０–９ are EF BC 90–99
  std::string number;
  while (at < text.size()) {
    const auto rest = text.substr(at);
    if (rest[0] >= '0' && rest[0] <= '9') {
      number.push_back(rest[0]);
      at += 1;
    } else if (rest.size() >= 3 && rest.starts_with(full_width_digits) && rest[2] >= '\x90' &&
               rest[2] <= '\x99') {
      number.push_back(static_cast<char>('0' + (rest[2] - '\x90')));
      at += 3;
    } else {
      break;
    }
  }
  return number;
}

// 第N + unit at `at`; moves behind it and gives the number, or leaves `at` alone.
std::string take_ordinal(std::string_view text, std::size_t& at, std::string_view unit) {
  std::size_t here = at;
  if (!text.substr(here).starts_with(ordinal)) return {};
  here += ordinal.size();
  const std::string number = take_number(text, here);
  if (number.empty() || !text.substr(here).starts_with(unit)) return {};
  at = here + unit.size();
  return number;
}

struct Reference {
  std::size_t end = 0;
  std::string article;
};

// 第26条の2第1項第3号 at `at`.
std::optional<Reference> reference_at(std::string_view text, std::size_t at) {
  const std::string number = take_ordinal(text, at, "条");
  if (number.empty()) return std::nullopt;
  std::string article = "第" + number + "条";
  std::size_t branch = at;
  if (text.substr(branch).starts_with("の")) {
    branch += std::string_view("の").size();
    const std::string of_branch = take_number(text, branch);
    if (!of_branch.empty()) {
      article += "の" + of_branch;
      at = branch;
    }
  }
  take_ordinal(text, at, "項");
  take_ordinal(text, at, "号");
  return Reference{at, std::move(article)};
}

// Whether what stands before a reference names another law.
bool names_a_law(std::string_view before) {
  constexpr std::array<std::string_view, 9> ends{"法",   "法律", "条例", "規則", "政令",
                                                 "省令", "規程", "）",   ")"};
  for (const std::string_view end : ends) {
    if (before.ends_with(end)) return true;
  }
  return false;
}

}  // namespace

References::References(const regulation::Document& document) {
  regulation::traverse(document, [this](const Node& node, int) {
    if (node.kind == NodeKind::article) captions_.try_emplace(node.place, node.caption);
  });
}

std::vector<Run> References::runs(std::string_view text) const {
  std::vector<Run> found;
  std::size_t plain = 0;
  for (std::size_t at = text.find(ordinal); at != std::string_view::npos;
       at = text.find(ordinal, at)) {
    const auto reference = reference_at(text, at);
    const auto known = reference ? captions_.find(reference->article) : captions_.end();
    if (known == captions_.end() || names_a_law(text.substr(0, at))) {
      at = reference ? reference->end : at + ordinal.size();
      continue;
    }
    if (at > plain) found.push_back({std::string(text.substr(plain, at - plain)), {}, {}});
    found.push_back(
        {std::string(text.substr(at, reference->end - at)), known->first, known->second});
    at = plain = reference->end;
  }
  if (!found.empty() && plain < text.size()) {
    found.push_back({std::string(text.substr(plain)), {}, {}});
  }
  return found;
}

}  // namespace mamori::web
