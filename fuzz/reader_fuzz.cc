// Any bytes at all: the reader never crashes, loses no character, and its tree survives JSON.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "regulation/provision.h"
#include "regulation/reader.h"

namespace {

using mamori::regulation::Document;
using mamori::regulation::Reading;

bool conserved(const Reading& reading) {
  int sum = reading.characters.placed;
  for (const auto& each : reading.characters.discarded) sum += each.characters;
  int in_tree = 0;
  for (const Document& document : reading.documents) {
    in_tree += mamori::regulation::count_characters(document);
  }
  return sum == reading.characters.source && in_tree == reading.characters.placed;
}

bool survives_json(const Document& document) {
  const auto again =
      mamori::regulation::document_from_json(mamori::regulation::document_to_json(document));
  return again && *again == document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Reading reading = mamori::regulation::read({reinterpret_cast<const char*>(data), size});
  if (!conserved(reading)) std::abort();
  for (const Document& document : reading.documents) {
    if (!survives_json(document)) std::abort();
    if (mamori::regulation::count(document.nodes) != document.counts) std::abort();
    mamori::regulation::provisions(document);
  }
  return 0;
}
