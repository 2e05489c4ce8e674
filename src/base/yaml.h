// Definitions are YAML. A wrong definition is refused with file, line and what to change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <yaml-cpp/yaml.h>

#include "base/result.h"

namespace mamori {

// A node that knows the file it came from, so that its complaints can name the line.
class Yaml {
 public:
  Yaml(std::string file, YAML::Node node) : file_(std::move(file)), node_(std::move(node)) {}

  // Parses one document. Fails with code "definition_malformed".
  static Result<Yaml> parse(std::string file, std::string_view text);

  bool present() const { return node_.IsDefined() && !node_.IsNull(); }
  bool is_map() const { return node_.IsDefined() && node_.IsMap(); }
  bool is_list() const { return node_.IsDefined() && node_.IsSequence(); }
  Yaml operator[](std::string_view key) const;
  std::vector<Yaml> items() const;                            // of a list; else empty
  std::vector<std::pair<std::string, Yaml>> members() const;  // of a map, in file order

  std::string text(std::string_view fallback = {}) const;  // a scalar; else the fallback
  std::optional<long> number() const;
  bool flag(bool fallback) const;
  std::vector<std::string> texts() const;  // a list of scalars, or one scalar as a list of one

  // An error at this node: "definitions/…/x.yaml:12: <message>".
  Error error(std::string message, std::string remedy = {}) const;
  // Refuses members whose key is not among `known`, so that a misspelt key is not ignored.
  Result<void> only(std::initializer_list<std::string_view> known) const;

 private:
  std::string file_;
  YAML::Node node_;
};

}  // namespace mamori
