#include "web/proxies.h"

#include <gtest/gtest.h>

namespace mamori::web {
namespace {

Headers forwarded(std::string_view value) {
  Headers headers;
  headers.add("X-Forwarded-For", value);
  return headers;
}

TEST(TrustedProxies, WithoutThemNobodysWordCounts) {
  EXPECT_EQ(TrustedProxies().client_of("192.0.2.1", forwarded("203.0.113.5")), "192.0.2.1");
}

TEST(TrustedProxies, TheClientIsWhomTheNearestTrustedProxyNames) {
  const auto proxies = TrustedProxies::parse({"192.0.2.0/24", "2001:db8::/32"}).value();
  EXPECT_EQ(proxies.client_of("192.0.2.1", forwarded("203.0.113.5")), "203.0.113.5");
  EXPECT_EQ(proxies.client_of("::ffff:192.0.2.1", forwarded("203.0.113.5")), "203.0.113.5");
  EXPECT_EQ(proxies.client_of("2001:db8::7", forwarded("2001:db9::1")), "2001:db9::1");
  EXPECT_EQ(proxies.client_of("192.0.2.1", forwarded("198.51.100.1, 203.0.113.5, 192.0.2.9")),
            "203.0.113.5")
      << "what the client wrote itself stands further to the left";
}

TEST(TrustedProxies, SomebodyElseIsNotBelieved) {
  const auto proxies = TrustedProxies::parse({"192.0.2.1"}).value();
  EXPECT_EQ(proxies.client_of("192.0.2.2", forwarded("203.0.113.5")), "192.0.2.2");
  EXPECT_EQ(proxies.client_of("192.0.2.1", forwarded("nonsense")), "192.0.2.1");
  EXPECT_EQ(proxies.client_of("192.0.2.1", {}), "192.0.2.1");
}

TEST(TrustedProxies, AreGivenAsAddressesAndNetworks) {
  for (const char* wrong : {"", "proxy.example", "192.0.2.1/33", "192.0.2.0/x", "2001:db8::/129"}) {
    EXPECT_FALSE(TrustedProxies::parse({wrong})) << wrong;
  }
}

}  // namespace
}  // namespace mamori::web
