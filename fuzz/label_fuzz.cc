// Whatever file somebody brings: reading the class from it and writing one into it end, and what
// was written is read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "labels/marking.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori::labels;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_mark(bytes));
  const Mark mark{"重要性Ⅱ", "資産 第12号"};
  const auto marked = mark_file(bytes, mark);
  if (!marked) return 0;
  const auto read = read_mark(marked->bytes);
  if (!read || *read != mark) std::abort();
  return 0;
}
