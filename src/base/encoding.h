// The encodings Japanese text lies around in. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori {

struct Decoded {
  std::string text;      // UTF-8 without byte order mark, otherwise as written
  std::string encoding;  // UTF-8, UTF-16LE, UTF-16BE, CP932, EUC-JP, ISO-2022-JP
};

// Tells the encoding from the bytes: a byte order mark; ISO-2022-JP by its escapes; UTF-8 when all
// of it is; otherwise CP932 or EUC-JP (with the characters of NEC and IBM: ① ㈱ Ⅰ 髙), by which of
// the two the text reads more like Japanese. Fails with "encoding_unknown", which names the first
// line that cannot be read; never guesses at broken text.
Result<Decoded> decode_japanese(std::string_view bytes);

// As a page declares it: "utf-8", "Shift_JIS", "x-sjis", "euc-jp" … Nothing when the name is not
// one of the encodings above, or the bytes are not in it.
std::optional<Decoded> decode_as(std::string_view bytes, std::string_view charset);

}  // namespace mamori
