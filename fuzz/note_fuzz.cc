// Whatever is accepted as a signed note, a key or a checkpoint has one spelling only.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/checkpoint.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mamori::ledger;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto note = parse_note(bytes)) {
    require(!note->signatures.empty() && note->text.ends_with('\n'));
    require(bytes.starts_with(note->text));
  }
  if (const auto key = NoteVerifier::parse(bytes)) require(key->vkey() == bytes);
  if (const auto checkpoint = decode_checkpoint(bytes)) require(encode(*checkpoint) == bytes);
  return 0;
}
