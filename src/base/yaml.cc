#include "base/yaml.h"

#include <algorithm>
#include <charconv>

namespace mamori {
namespace {

Error definition_error(const std::string& file, int line, std::string message, std::string remedy) {
  if (remedy.empty()) remedy = "定義ファイルのこの行を直してください。";
  return {Fault::invalid, "definition_malformed",
          file + ":" + std::to_string(line + 1) + ": " + std::move(message), std::move(remedy)};
}

}  // namespace

Result<Yaml> Yaml::parse(std::string file, std::string_view text) {
  try {
    return Yaml(file, YAML::Load(std::string(text)));
  } catch (const YAML::Exception& problem) {
    return fail(definition_error(file, problem.mark.line,
                                 std::string("YAMLとして読めません: ") + problem.msg, {}));
  }
}

Yaml Yaml::operator[](std::string_view key) const {
  if (!node_.IsDefined() || !node_.IsMap()) return {file_, YAML::Node(YAML::NodeType::Undefined)};
  const YAML::Node& constant = node_;  // the mutable operator[] would insert
  return {file_, constant[std::string(key)]};
}

std::vector<Yaml> Yaml::items() const {
  std::vector<Yaml> list;
  if (node_.IsDefined() && node_.IsSequence()) {
    for (const YAML::Node& item : node_) list.emplace_back(file_, item);
  }
  return list;
}

std::vector<std::pair<std::string, Yaml>> Yaml::members() const {
  std::vector<std::pair<std::string, Yaml>> list;
  if (node_.IsDefined() && node_.IsMap()) {
    for (const auto& member : node_) {
      list.emplace_back(member.first.Scalar(), Yaml(file_, member.second));
    }
  }
  return list;
}

std::string Yaml::text(std::string_view fallback) const {
  return node_.IsDefined() && node_.IsScalar() ? node_.Scalar() : std::string(fallback);
}

std::optional<long> Yaml::number() const {
  const std::string scalar = text();
  long value = 0;
  const auto [end, error] = std::from_chars(scalar.data(), scalar.data() + scalar.size(), value);
  const bool whole = error == std::errc{} && end == scalar.data() + scalar.size();
  return whole && !scalar.empty() ? std::optional(value) : std::nullopt;
}

bool Yaml::flag(bool fallback) const {
  const std::string scalar = text();
  return scalar == "true" || (scalar != "false" && fallback);
}

std::vector<std::string> Yaml::texts() const {
  if (node_.IsDefined() && node_.IsScalar()) return {node_.Scalar()};
  std::vector<std::string> list;
  for (const Yaml& item : items()) list.push_back(item.text());
  return list;
}

Error Yaml::error(std::string message, std::string remedy) const {
  const int line = node_.IsDefined() ? node_.Mark().line : 0;
  return definition_error(file_, line, std::move(message), std::move(remedy));
}

Result<void> Yaml::only(std::initializer_list<std::string_view> known) const {
  for (const auto& [key, value] : members()) {
    if (std::ranges::find(known, key) == known.end()) {
      return fail(value.error("知らない項目「" + key + "」があります。",
                              "綴りを確かめるか、この項目を消してください。"));
    }
  }
  return {};
}

}  // namespace mamori
