// The parts of an Office file that are read and replaced; all others stay as they are, packed.
// Inside this room only.
#pragma once

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

struct zip;
struct zip_source;

namespace mamori::labels {

// For one thread at a time.
class Archive {
 public:
  // `bytes` must outlive it. Fails with "file_malformed", or "file_too_large" when all parts would
  // unpack to too much.
  static Result<Archive> open(std::string_view bytes);

  bool has(const std::string& name) const;
  // Whether a part stands below this folder.
  bool has_folder(std::string_view folder) const;
  // The parsed part, its blanks kept; an empty document when there is none. Fails as open().
  Result<pugi::xml_document> part(const std::string& name);
  void put(const std::string& name, const pugi::xml_document& document);
  // The whole file with what was put. The archive is used up.
  Result<std::string> packed();

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };
  struct Free {
    void operator()(zip_source* source) const;
  };
  Archive(std::unique_ptr<zip_source, Free> source, std::unique_ptr<zip, Discard> archive)
      : source_(std::move(source)), archive_(std::move(archive)) {}
  Result<std::string> read(const std::string& name);

  std::unique_ptr<zip_source, Free> source_;  // what is written in the end
  std::map<std::string, std::string> put_;    // by name
  std::unique_ptr<zip, Discard> archive_;
  std::size_t bytes_read_ = 0;
};

// Names are told by their local part: "p" for w:p, whatever the prefix.
std::string_view local_name(std::string_view name);
// w: of w:body; "" without a prefix.
std::string prefix_of(const pugi::xml_node& node);
pugi::xml_node child_named(const pugi::xml_node& node, std::string_view name);
std::string_view attribute_named(const pugi::xml_node& node, std::string_view name);

}  // namespace mamori::labels
