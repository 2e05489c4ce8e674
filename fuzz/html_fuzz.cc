// Any page: as HTML, however broken.
#include <cstdint>
#include <string>
#include <string_view>

#include "reading_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  mamori::fuzz::read_and_check("<html>" + std::string(bytes));
  return 0;
}
