// Small Word files, made of their parts. For tests only.
#pragma once

#include <string>
#include <string_view>

#include "imports/testing_zip.h"

namespace mamori::regulation {

using imports::testing::Parts;
using imports::testing::zipped;

constexpr std::string_view word_name_space =
    R"( xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main")";

inline std::string word_part(std::string_view root, std::string_view content) {
  const std::string name(root);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:" + name + std::string(word_name_space) +
         ">" + std::string(content) + "</w:" + name + ">";
}

// The parts of a Word file with this body; `more` are further parts by the type of their relation:
// {"numbering", <w:numbering> …}.
inline Parts word_parts(std::string_view body, const Parts& more = {}) {
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  const auto relation = [&office](const std::string& type, const std::string& target) {
    return "<Relationship Id=\"" + type + "\" Type=\"" + office + type + "\" Target=\"" + target +
           "\"/>";
  };
  Parts parts{
      {"word/document.xml", word_part("document", "<w:body>" + std::string(body) + "</w:body>")}};
  parts["_rels/.rels"] =
      "<Relationships>" + relation("officeDocument", "word/document.xml") + "</Relationships>";
  std::string& relations = parts["word/_rels/document.xml.rels"];
  for (const auto& [type, content] : more) {
    relations += relation(type, type + ".xml");
    parts["word/" + type + ".xml"] = content;
  }
  relations = "<Relationships>" + relations + "</Relationships>";
  return parts;
}

inline std::string word_file(std::string_view body, const Parts& more = {}) {
  return zipped(word_parts(body, more));
}

// A paragraph of one run; `properties` is the inside of <w:pPr>.
inline std::string paragraph(std::string_view words, std::string_view properties = {}) {
  return "<w:p><w:pPr>" + std::string(properties) + "</w:pPr><w:r><w:t xml:space=\"preserve\">" +
         std::string(words) + "</w:t></w:r></w:p>";
}

}  // namespace mamori::regulation
