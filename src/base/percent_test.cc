#include "base/percent.h"

#include <gtest/gtest.h>

namespace mamori {
namespace {

TEST(Percent, EncodingComesBack) {
  const std::string text = "a/b?c=d&e f%~市";
  EXPECT_EQ(percent_encode(text), "a%2Fb%3Fc%3Dd%26e%20f%25~%E5%B8%82");
  EXPECT_EQ(percent_decode(percent_encode(text)), text);
  EXPECT_EQ(percent_decode("%e5%b8%82"), "市");
}

TEST(Percent, APlusIsABlankInFormsOnly) {
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
}

TEST(Percent, WhatIsNoTextIsNothing) {
  for (const char* wrong : {"%", "%2", "%2g", "%00", "%ff", "%e5%b8"}) {
    EXPECT_FALSE(percent_decode(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace mamori
