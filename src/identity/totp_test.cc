#include "identity/totp.h"

#include <gtest/gtest.h>

namespace mamori::identity {
namespace {

using namespace std::chrono_literals;

// The secret of RFC 6238, appendix B. Its codes have 8 digits; ours are their last 6.
const std::string secret = "12345678901234567890";

Instant at(std::int64_t seconds) {
  return Instant(std::chrono::seconds{seconds});
}

TEST(Totp, GivesTheCodesOfTheRfc) {
  EXPECT_EQ(totp_code(secret, totp_step(at(59))), "287082");
  EXPECT_EQ(totp_code(secret, totp_step(at(1111111109))), "081804");
  EXPECT_EQ(totp_code(secret, totp_step(at(1111111111))), "050471");
  EXPECT_EQ(totp_code(secret, totp_step(at(1234567890))), "005924");
  EXPECT_EQ(totp_code(secret, totp_step(at(2000000000))), "279037");
  EXPECT_EQ(totp_code(secret, totp_step(at(20000000000))), "353130");
}

TEST(Totp, TheStepsBesideThePresentOneCountForClocksDiffer) {
  const Instant now = at(1234567890);
  const std::int64_t step = totp_step(now);
  for (const std::int64_t near : {step - 1, step, step + 1}) {
    EXPECT_EQ(totp_match(secret, totp_code(secret, near), now, 0), near);
  }
  EXPECT_FALSE(totp_match(secret, totp_code(secret, step - 2), now, 0));
  EXPECT_FALSE(totp_match(secret, totp_code(secret, step + 2), now, 0));
}

TEST(Totp, ACodeIsGoodOnce) {
  const Instant now = at(1234567890);
  const auto step = totp_match(secret, "005924", now, 0);
  ASSERT_TRUE(step);
  EXPECT_FALSE(totp_match(secret, "005924", now, *step));
  EXPECT_FALSE(totp_match(secret, totp_code(secret, *step - 1), now, *step)) << "nor an older one";
  EXPECT_TRUE(totp_match(secret, totp_code(secret, *step + 1), now, *step));
}

TEST(Totp, IsReadAsPeopleTypeIt) {
  EXPECT_TRUE(totp_match(secret, " 005 924 ", at(1234567890), 0));
  EXPECT_TRUE(totp_match(secret, "００５９２４", at(1234567890), 0));
  EXPECT_FALSE(totp_match(secret, "", at(1234567890), 0));
  EXPECT_FALSE(totp_match(secret, "5924", at(1234567890), 0));
}

TEST(Totp, TheQrCodeSaysWhoseItIs) {
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");  // RFC 4648 §10
  EXPECT_EQ(totp_uri(secret, "mamori みもり市", "ogawa"),
            "otpauth://totp/mamori%20%E3%81%BF%E3%82%82%E3%82%8A%E5%B8%82:ogawa"
            "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=mamori%20%E3%81%BF%E3%82%82%E3%82%8A%E5%B8%82");
}

TEST(Totp, SecretsDiffer) {
  EXPECT_EQ(make_totp_secret().size(), 20U);
  EXPECT_NE(make_totp_secret(), make_totp_secret());
}

}  // namespace
}  // namespace mamori::identity
