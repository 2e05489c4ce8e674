#include "identity/cbor_reader.h"

#include <cbor.h>

namespace mamori::identity {
namespace {

constexpr std::uint64_t open_items_max = 256;

// What the decoder's callbacks saw.
struct Seen {
  CborItem item;
  bool fits = true;  // it is of a kind and size we read
};

Seen& seen(void* context) {
  return *static_cast<Seen*>(context);
}

void see_positive(void* context, std::uint64_t value) {
  seen(context).fits = value <= INT64_MAX;
  seen(context).item = {.kind = CborItem::Kind::integer,
                        .integer = static_cast<std::int64_t>(value)};
}

void see_negative(void* context, std::uint64_t value) {
  seen(context).fits = value < INT64_MAX;
  seen(context).item = {.kind = CborItem::Kind::integer,
                        .integer = -1 - static_cast<std::int64_t>(value)};
}

void see_bytes(void* context, cbor_data data, std::size_t size) {
  seen(context).item = {.kind = CborItem::Kind::bytes,
                        .bytes = {reinterpret_cast<const char*>(data), size}};
}

void see_text(void* context, cbor_data data, std::size_t size) {
  seen(context).item = {.kind = CborItem::Kind::text,
                        .bytes = {reinterpret_cast<const char*>(data), size}};
}

void see_indefinite(void* context) {
  seen(context).fits = false;
}

cbor_callbacks callbacks() {
  cbor_callbacks all = cbor_empty_callbacks;
  all.uint8 = [](void* context, std::uint8_t value) { see_positive(context, value); };
  all.uint16 = [](void* context, std::uint16_t value) { see_positive(context, value); };
  all.uint32 = [](void* context, std::uint32_t value) { see_positive(context, value); };
  all.uint64 = see_positive;
  all.negint8 = [](void* context, std::uint8_t value) { see_negative(context, value); };
  all.negint16 = [](void* context, std::uint16_t value) { see_negative(context, value); };
  all.negint32 = [](void* context, std::uint32_t value) { see_negative(context, value); };
  all.negint64 = see_negative;
  all.byte_string = see_bytes;
  all.string = see_text;
  all.byte_string_start = see_indefinite;
  all.string_start = see_indefinite;
  all.indef_array_start = see_indefinite;
  all.indef_map_start = see_indefinite;
  all.indef_break = see_indefinite;
  all.tag = [](void* context, std::uint64_t) { seen(context).fits = false; };
  all.array_start = [](void* context, auto count) {
    seen(context).item = {.kind = CborItem::Kind::array, .count = count};
  };
  all.map_start = [](void* context, auto count) {
    seen(context).item = {.kind = CborItem::Kind::map, .count = count};
  };
  return all;
}

}  // namespace

std::optional<CborItem> CborReader::next() {
  static const cbor_callbacks known = callbacks();
  Seen found;
  const auto result =
      cbor_stream_decode(reinterpret_cast<cbor_data>(rest_.data()), rest_.size(), &known, &found);
  if (rest_.empty() || result.status != CBOR_DECODER_FINISHED || !found.fits) return std::nullopt;
  rest_.remove_prefix(result.read);
  return found.item;
}

bool CborReader::skip() {
  for (std::uint64_t open = 1; open > 0; --open) {
    const auto item = next();
    if (!item) return false;
    const std::uint64_t held = item->kind == CborItem::Kind::map ? 2 : 1;
    if (item->kind != CborItem::Kind::map && item->kind != CborItem::Kind::array) continue;
    if (item->count > open_items_max || open + held * item->count > open_items_max) return false;
    open += held * item->count;
  }
  return true;
}

}  // namespace mamori::identity
