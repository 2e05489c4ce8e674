// Small Word files, made of their parts. For tests only.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <zip.h>

namespace mamori::regulation {

using Parts = std::map<std::string, std::string>;

// A zip with these files in it; "" when that fails.
inline std::string zipped(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_source_t* file = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), file, ZIP_FL_ENC_UTF_8);
  }
  std::string bytes;
  zip_stat_t status;
  if (zip_close(archive) == 0 && zip_source_stat(memory, &status) == 0) {
    bytes.resize(status.size);
    zip_source_open(memory);
    zip_source_read(memory, bytes.data(), bytes.size());
    zip_source_close(memory);
  }
  zip_source_free(memory);
  zip_error_fini(&error);
  return bytes;
}

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
