// The named styles of a Word document (styles.xml). Inside this room only.
#pragma once

#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace mamori::regulation {

struct ParagraphStyle {
  int heading_level = 0;  // 1–9
  bool centred = false;
  bool bold = false;
  std::string number_list = {};   // w:numId; "" or "0" for none
  std::optional<int> list_level;  // w:ilvl
};

class DocxStyles {
 public:
  explicit DocxStyles(const pugi::xml_node& styles);

  // With what it takes from the styles it is based on. An unknown id is a style without anything.
  ParagraphStyle of(std::string_view id) const;

 private:
  std::map<std::string, pugi::xml_node, std::less<>> by_id_;
  std::string default_paragraph_;
};

// What <w:pPr> and <w:rPr> say themselves, written over the style.
void apply_paragraph(const pugi::xml_node& properties, ParagraphStyle& style);

}  // namespace mamori::regulation
