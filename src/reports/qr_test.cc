#include "reports/qr.h"

#include <gtest/gtest.h>

namespace mamori::reports {
namespace {

// Version 1 has 21 modules a side; its finder patterns begin with seven dark modules.
TEST(QrCode, IsDrawnWithItsQuietZone) {
  const auto code = qr_code("mamori");
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(code->side, 21 + 8);
  EXPECT_TRUE(code->path.starts_with("M4 4h7v1h-7z")) << code->path;
}

TEST(QrCode, HoldsACheckpoint) {
  const std::string note = "mamori/minami-city\n20852163\n" + std::string(44, 'A') +
                           "\n\n\u2014 mamori/minami-city " + std::string(92, 'B') + "\n";
  EXPECT_LT(qr_code(note)->side, 21 + 4 * 12 + 8);
}

TEST(QrCode, ATextTooLongIsRefused) {
  EXPECT_EQ(qr_code(std::string(2332, 'x')).error().code, "qr_too_long");
  EXPECT_FALSE(qr_code("").has_value());
}

}  // namespace
}  // namespace mamori::reports
