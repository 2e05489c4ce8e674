// JSON: Boost.JSON values, one canonical form for what is sealed, and readers that never throw.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mamori {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

// Parses text from outside: at most `bytes_max` bytes and 32 levels deep.
Result<Json> parse_json(std::string_view text, std::size_t bytes_max = std::size_t{16} << 20);

// RFC 8785 for the values mamori seals: keys in order of their UTF-8 bytes (equal to the UTF-16
// order for characters of the basic plane), no blanks, integers only. Floating-point numbers are a
// programming error: they have no single spelling, so none may be sealed.
std::string canonical_json(const Json& value);

// Where a member is looked for: an object, or a value that may be one. Never a copy of either, so
// what is found lives as long as they do.
class JsonView {
 public:
  JsonView(const Json& value) : object_(value.if_object()) {}  // NOLINT: stands for it
  JsonView(const JsonObject& object) : object_(&object) {}     // NOLINT
  const Json* find(std::string_view key) const {
    return object_ ? object_->if_contains(key) : nullptr;
  }

 private:
  const JsonObject* object_;
};

// The member as text / integer / flag; the fallback when it is absent or of another kind.
std::string text_at(JsonView object, std::string_view key, std::string_view fallback = {});
std::int64_t integer_at(JsonView object, std::string_view key, std::int64_t fallback = 0);
bool flag_at(JsonView object, std::string_view key, bool fallback = false);
// The member as array / object; an empty one when it is absent or of another kind.
const JsonArray& array_at(JsonView object, std::string_view key);
const JsonObject& object_at(JsonView object, std::string_view key);

// What an act rests on, as its record keeps it: in the words of that day.
JsonArray basis_json(const std::vector<Citation>& basis);

}  // namespace mamori
