// Reading formats that are made of lines. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace mamori::ledger {

// The text up to the next newline, which is taken off too; nothing when there is none.
inline std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace mamori::ledger
