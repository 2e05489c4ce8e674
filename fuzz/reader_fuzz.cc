// Any bytes at all: the reader never crashes, loses no character, and its tree survives JSON.
#include <cstdint>
#include <string_view>

#include "reading_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mamori::fuzz::read_and_check({reinterpret_cast<const char*>(data), size});
  return 0;
}
