#include "regulation/source/docx_styles.h"

#include <vector>

#include "imports/package.h"

namespace mamori::regulation {
namespace {

using imports::attribute_of;
using imports::child_of;
using imports::is_on;
using imports::name_of;
using imports::number_of;

constexpr std::size_t based_on_max = 20;  // styles may be based on each other in a circle

}  // namespace

DocxStyles::DocxStyles(const pugi::xml_node& styles) {
  for (const pugi::xml_node& style : styles.children()) {
    if (name_of(style) != "style") continue;
    const std::string id(attribute_of(style, "styleId"));
    const bool paragraph = attribute_of(style, "type") == "paragraph";
    const std::string_view is_default = attribute_of(style, "default");
    if (paragraph && (is_default == "1" || is_default == "true")) default_paragraph_ = id;
    by_id_.emplace(id, style);
  }
}

ParagraphStyle DocxStyles::of(std::string_view id) const {
  std::vector<pugi::xml_node> chain;
  auto found = by_id_.find(id.empty() ? std::string_view(default_paragraph_) : id);
  while (found != by_id_.end() && chain.size() < based_on_max) {
    chain.push_back(found->second);
    found = by_id_.find(attribute_of(child_of(found->second, "basedOn"), "val"));
  }
  ParagraphStyle style;
  for (auto node = chain.rbegin(); node != chain.rend(); ++node) {
    apply_paragraph(child_of(*node, "pPr"), style);
    style.bold = is_on(child_of(*node, "rPr"), "b", style.bold);
    const std::string_view name = attribute_of(child_of(*node, "name"), "val");
    if (name == "Title") style.heading_level = 1;
  }
  return style;
}

void apply_paragraph(const pugi::xml_node& properties, ParagraphStyle& style) {
  if (const auto level = child_of(properties, "outlineLvl")) {
    const int value = number_of(attribute_of(level, "val"), 9);
    style.heading_level = value >= 0 && value < 9 ? value + 1 : 0;
  }
  if (const auto align = child_of(properties, "jc")) {
    style.centred = attribute_of(align, "val") == "center";
  }
  if (const auto numbering = child_of(properties, "numPr")) {
    if (const auto list = child_of(numbering, "numId")) {
      style.number_list = attribute_of(list, "val");
    }
    if (const auto level = child_of(numbering, "ilvl")) {
      style.list_level = number_of(attribute_of(level, "val"), 0);
    }
  }
}

}  // namespace mamori::regulation
