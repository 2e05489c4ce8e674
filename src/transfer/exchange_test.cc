#include "transfer/exchange.h"

#include <gtest/gtest.h>

namespace mamori::transfer {
namespace {

constexpr Limits web{.protocols = "http,https",
                     .seconds_max = 5,
                     .connecting_seconds_max = 2,
                     .answer_bytes_max = 100};

// What goes through is tried with real servers, by the rooms that ask them.
TEST(Exchange, SaysWhatWentWrong) {
  Exchange nobody("http://127.0.0.1:1/", web);
  EXPECT_TRUE(nobody.perform().has_value());
  EXPECT_EQ(nobody.status(), 0);
  EXPECT_EQ(nobody.take_answer(), "");
}

TEST(Exchange, SpeaksTheProtocolsNamedOnly) {
  Exchange file("file:///etc/hostname", web);
  file.set_list(CURLOPT_HTTPHEADER, {"Accept: text/plain", "Expect:"});
  EXPECT_TRUE(file.perform().has_value());
  EXPECT_EQ(file.take_answer(), "");
}

}  // namespace
}  // namespace mamori::transfer
