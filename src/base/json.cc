#include "base/json.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace mamori {
namespace {

void append_canonical(std::string& out, const Json& value);

void append_object(std::string& out, const JsonObject& object) {
  std::vector<const JsonObject::value_type*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, {},
                    [](const auto* member) { return std::string_view(member->key()); });
  out += '{';
  for (const auto* member : members) {
    if (out.back() != '{') out += ',';
    out += boost::json::serialize(boost::json::string_view(member->key()));
    out += ':';
    append_canonical(out, member->value());
  }
  out += '}';
}

void append_array(std::string& out, const JsonArray& array) {
  out += '[';
  for (std::size_t index = 0; index < array.size(); ++index) {
    if (index > 0) out += ',';
    append_canonical(out, array[index]);
  }
  out += ']';
}

void append_canonical(std::string& out, const Json& value) {
  assert(!value.is_double());
  if (value.is_object()) return append_object(out, value.get_object());
  if (value.is_array()) return append_array(out, value.get_array());
  out += boost::json::serialize(value);
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    return fail(Fault::limit, "json_too_large", "送られたデータが大きすぎます。",
                "分けて送ってください。");
  }
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 32;
  Json value = boost::json::parse(text, error, {}, options);
  if (error) {
    return fail(Fault::invalid, "json_malformed", "送られたデータをJSONとして読めません。",
                "JSONの書き方を確かめてください。");
  }
  return value;
}

std::string canonical_json(const Json& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

std::string text_at(JsonView object, std::string_view key, std::string_view fallback) {
  const Json* found = object.find(key);
  return std::string(found && found->is_string() ? std::string_view(found->get_string())
                                                 : fallback);
}

std::int64_t integer_at(JsonView object, std::string_view key, std::int64_t fallback) {
  const Json* found = object.find(key);
  if (!found || !found->is_number()) return fallback;
  boost::json::error_code error;
  const auto number = found->to_number<std::int64_t>(error);
  return error ? fallback : number;
}

bool flag_at(JsonView object, std::string_view key, bool fallback) {
  const Json* found = object.find(key);
  return found && found->is_bool() ? found->get_bool() : fallback;
}

const JsonArray& array_at(JsonView object, std::string_view key) {
  static const JsonArray empty;
  const Json* found = object.find(key);
  return found && found->is_array() ? found->get_array() : empty;
}

const JsonObject& object_at(JsonView object, std::string_view key) {
  static const JsonObject empty;
  const Json* found = object.find(key);
  return found && found->is_object() ? found->get_object() : empty;
}

JsonArray basis_json(const std::vector<Citation>& basis) {
  JsonArray list;
  for (const Citation& citation : basis) {
    list.push_back(JsonObject{
        {"place", citation.place}, {"text", citation.text}, {"document", citation.document_title}});
  }
  return list;
}

}  // namespace mamori
