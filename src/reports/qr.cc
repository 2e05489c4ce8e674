#include "reports/qr.h"

#include <memory>
#include <qrencode.h>

namespace mamori::reports {
namespace {

constexpr int quiet_zone = 4;  // modules

// Each run of dark modules of a row is one rectangle.
std::string path_of(const QRcode& code) {
  std::string path;
  const auto dark = [&](int row, int column) {
    return column < code.width && (code.data[row * code.width + column] & 1) != 0;
  };
  for (int row = 0; row < code.width; ++row) {
    for (int column = 0; column < code.width;) {
      int end = column;
      while (dark(row, end)) ++end;
      if (end > column) {
        const std::string width = std::to_string(end - column);
        path += "M" + std::to_string(column + quiet_zone) + " " + std::to_string(row + quiet_zone) +
                "h" + width + "v1h-" + width + "z";
      }
      column = end + 1;
    }
  }
  return path;
}

}  // namespace

Result<QrCode> qr_code(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
      QRcode_free);
  if (!code) {
    return fail(Fault::limit, "qr_too_long", "QRコードにするには長すぎるか、空です。");
  }
  return QrCode{code->width + 2 * quiet_zone, path_of(*code)};
}

}  // namespace mamori::reports
