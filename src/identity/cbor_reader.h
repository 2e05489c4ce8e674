// Within this room: reads the few kinds of CBOR (RFC 8949) that authenticators send, item by item
// with libcbor's decoder, which allocates nothing: what an item claims to hold costs no memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mamori::identity {

struct CborItem {
  enum class Kind { integer, bytes, text, array, map, other };
  Kind kind = Kind::other;
  std::int64_t integer = 0;  // of an integer
  std::string_view bytes;    // of bytes and text, within what is read
  std::uint64_t count = 0;   // of the entries of an array, the pairs of a map
};

class CborReader {
 public:
  explicit CborReader(std::string_view bytes) : rest_(bytes) {}

  // The next item; an array or map is only begun. Nothing at the end and for what is malformed or
  // of indefinite length (CTAP2's canonical form has none).
  std::optional<CborItem> next();
  // Passes over the next item with all it holds. False as above, or nested too deeply.
  bool skip();
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace mamori::identity
