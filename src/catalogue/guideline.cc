#include "catalogue/guideline.h"

#include <algorithm>

namespace mamori::catalogue {
namespace {

// The id of the section above: 5.1(1)③ → 5.1(1) → 5.1 → 5 → "".
std::string_view above(std::string_view id) {
  const std::size_t circled = std::string_view("③").size();
  const bool ends_circled = static_cast<unsigned char>(id.back()) >= 0x80U;
  if (ends_circled) return id.substr(0, id.size() - std::min(id.size(), circled));
  const std::size_t begin = id.ends_with(')') ? id.rfind('(') : id.rfind('.');
  return begin == std::string_view::npos ? std::string_view() : id.substr(0, begin);
}

}  // namespace

Result<void> Guideline::read(const Yaml& list) {
  for (const Yaml& node : list.items()) {
    if (auto known = node.only({"id", "title", "also"}); !known) return known;
    GuidelineSection section{node["id"].text(), node["title"].text(), node["also"].texts()};
    if (section.id.empty() || section.title.empty()) {
      return fail(node.error("指針の章にidとtitleがありません。",
                             "{id: \"6.1(2)\", title: …}のように書いてください。"));
    }
    const std::string_view upper = above(section.id);
    if (!upper.empty() && !find(upper)) {
      return fail(node.error("指針の章「" + section.id + "」の上の章がありません。",
                             "「" + std::string(upper) + "」を先に書いてください。"));
    }
    if (!by_id_.emplace(section.id, sections_.size()).second) {
      return fail(node.error("指針の章「" + section.id + "」が重複しています。",
                             "一つにまとめてください。"));
    }
    sections_.push_back(std::move(section));
  }
  return {};
}

const GuidelineSection* Guideline::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &sections_[found->second];
}

std::vector<const GuidelineSection*> Guideline::path(std::string_view id) const {
  std::vector<const GuidelineSection*> sections;
  for (const auto* section = find(id); section; section = find(above(section->id))) {
    sections.push_back(section);
    if (above(section->id).empty()) break;
  }
  std::ranges::reverse(sections);
  return sections;
}

}  // namespace mamori::catalogue
