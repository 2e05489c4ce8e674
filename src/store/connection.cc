#include "store/connection.h"

#include <algorithm>

namespace mamori::store {

std::string parameters(std::size_t first, std::size_t count) {
  std::string places;
  for (std::size_t at = first; at < first + count; ++at) {
    places += (at > first ? ", $" : "$") + std::to_string(at);
  }
  return places;
}

const Value& Row::at(std::string_view column) const {
  const auto found = std::ranges::find(*names_, column);
  if (found == names_->end()) {
    throw Failure(Failure::Cause::other, "no column " + std::string(column) + " in the result");
  }
  return values_[static_cast<std::size_t>(found - names_->begin())];
}

std::int64_t Row::integer(std::string_view column) const {
  const auto* number = std::get_if<std::int64_t>(&at(column));
  return number ? *number : 0;
}

std::string Row::text(std::string_view column) const {
  const Value& value = at(column);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* blob = std::get_if<Blob>(&value)) return blob->bytes;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return {};
}

bool Row::null(std::string_view column) const {
  return std::holds_alternative<std::monostate>(at(column));
}

}  // namespace mamori::store
