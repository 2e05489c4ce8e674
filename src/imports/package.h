// The parts of a .docx or .xlsx: XML files in a zip (ECMA-376 part 2). A Package is for one thread
// at a time.
#pragma once

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct zip;

namespace mamori::imports {

// What a package is called in errors.
struct PackageWords {
  std::string_view thing;      // Wordの文書
  std::string_view program;    // Word
  std::string_view extension;  // .docx
  std::string_view smaller;    // what to do when it is too large
};

class Package {
 public:
  // `bytes` and the words must outlive the package. Fails with `source_malformed`.
  static Result<Package> open(std::string_view bytes, const PackageWords& words);

  // The parsed part, an empty document when the file has none of that name. Fails with
  // `source_malformed`, or `source_too_large` when the parts read so far come to too much.
  Result<pugi::xml_document> part(const std::string& name);

  // The name of the part that holds the text or the workbook; "" when the file does not say.
  Result<std::string> main_part();
  // The part that the relationship of this id leads to; "" when there is none.
  Result<std::string> relation(const std::string& part, std::string_view id);
  // The parts a part refers to by the last word of the relationship's type: "header" → names.
  Result<std::vector<std::string>> related(const std::string& part, std::string_view type);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  Package(std::unique_ptr<zip, Close> archive, const PackageWords& words)
      : archive_(std::move(archive)), words_(&words) {}
  Result<std::string> read(const std::string& name);
  Result<pugi::xml_document> relations_of(const std::string& part);

  std::unique_ptr<zip, Close> archive_;
  const PackageWords* words_;
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

}  // namespace mamori::imports
