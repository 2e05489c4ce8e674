// Whatever is accepted as a record is what would be written for it; bundles are never read beyond
// their end.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ledger/files.h"
#include "ledger/record.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori::ledger;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto leaf = decode_leaf(bytes)) require(encode(*leaf) == bytes);

  std::string again;
  std::string_view rest = bytes;
  while (const auto leaf = take_entry(rest)) append_entry(again, *leaf);
  require(again + std::string(rest) == bytes);

  again.clear();
  rest = bytes;
  while (const auto payload = take_payload(rest)) {
    if (payload->erased) append_erased(again);
    if (!payload->erased) append_payload(again, payload->salt, payload->payload);
  }
  require(again + std::string(rest) == bytes);
  return 0;
}
