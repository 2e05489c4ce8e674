// Text in every encoding: what is decoded is UTF-8, by declaration or by guess, and reads.
#include <array>
#include <cstdint>
#include <string_view>

#include "base/encoding.h"
#include "reading_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using mamori::fuzz::require;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto decoded = mamori::decode_japanese(bytes)) {
    require(mamori::is_utf8(decoded->text) && !decoded->encoding.empty());
  }
  for (const char* charset : {"utf-8", "shift_jis", "euc-jp", "iso-2022-jp"}) {
    const auto decoded = mamori::decode_as(bytes, charset);
    if (!decoded) continue;
    require(mamori::is_utf8(decoded->text));
    mamori::fuzz::check(mamori::regulation::read(decoded->text));
  }
  return 0;
}
