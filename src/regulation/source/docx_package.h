// The parts of a .docx: XML files in a zip. Inside this room only.
#pragma once

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct zip;

namespace mamori::regulation {

class DocxPackage {
 public:
  // `bytes` must outlive the package. Fails with `source_malformed`.
  static Result<DocxPackage> open(std::string_view bytes);

  // The parsed part, an empty document when the file has none of that name. Fails with
  // `source_malformed`, or `source_too_large` when the parts read so far come to too much.
  Result<pugi::xml_document> part(const std::string& name);

  // The name of the part that holds the text.
  Result<std::string> main_part();
  // The parts a part refers to by the last word of the relationship's type: "header" → names.
  Result<std::vector<std::string>> related(const std::string& part, std::string_view type);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  explicit DocxPackage(std::unique_ptr<zip, Close> archive) : archive_(std::move(archive)) {}
  Result<std::string> read(const std::string& name);

  std::unique_ptr<zip, Close> archive_;
  std::size_t bytes_read_ = 0;
};

// Names in OOXML are told by their local part: "p" for w:p, whatever the prefix.
std::string_view local_name(std::string_view name);
std::string_view name_of(const pugi::xml_node& node);
pugi::xml_node child_of(const pugi::xml_node& node, std::string_view name);
// "" when there is none.
std::string_view attribute_of(const pugi::xml_node& node, std::string_view name);
// <w:b/> is on, <w:b w:val="0"/> is off; absent: `otherwise`.
bool is_on(const pugi::xml_node& parent, std::string_view name, bool otherwise = false);
// The figure in an attribute; `otherwise` when there is none.
int number_of(std::string_view value, int otherwise);

}  // namespace mamori::regulation
