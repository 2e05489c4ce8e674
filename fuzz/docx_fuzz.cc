// Any Word file: its bytes as they are when they begin like a zip; otherwise the parts of one,
// apart by a zero byte: the body, styles, numbering, a header.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "reading_checks.h"
#include "regulation/source/word_testing.h"

namespace {

std::string file_of_parts(std::string_view bytes) {
  using mamori::regulation::word_part;
  mamori::regulation::Parts more;
  std::string body;
  constexpr std::array<std::string_view, 4> names{"document", "styles", "numbering", "header"};
  for (const std::string_view name : names) {
    const auto end = std::min(bytes.find('\0'), bytes.size());
    const std::string_view part = bytes.substr(0, end);
    if (name == "document") {
      body = part;
    } else {
      more.emplace(name, word_part(name, part));
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return mamori::regulation::word_file(body, more);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  mamori::fuzz::read_and_check(bytes.starts_with("PK") ? std::string(bytes) : file_of_parts(bytes));
  return 0;
}
