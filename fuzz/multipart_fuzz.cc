// Whatever is sent as a form with files, what is taken out of it stood in it and is text where it
// must be.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "web/multipart.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto first_line = bytes.substr(0, bytes.find('\n'));
  static_cast<void>(web::multipart_boundary(first_line));
  const auto form = web::parse_multipart(bytes, "edge");
  if (!form) return 0;
  for (const auto& [name, value] : form->fields) {
    require(is_utf8(name) && is_utf8(value) && bytes.contains(value));
  }
  for (const auto& upload : form->uploads) {
    require(is_utf8(upload.name) && bytes.contains(upload.bytes));
  }
  return 0;
}
