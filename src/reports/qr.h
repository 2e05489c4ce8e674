// QR codes (ISO/IEC 18004, libqrencode) as drawings. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace mamori::reports {

struct QrCode {
  int side = 0;      // of the square in modules, with the quiet zone of 4 on each side
  std::string path;  // the dark modules as an SVG path in units of modules
};

// `text` as bytes, error correction M (15 %). Fails with "qr_too_long" beyond 2,331 bytes.
Result<QrCode> qr_code(std::string_view text);

}  // namespace mamori::reports
