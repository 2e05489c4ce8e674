#include "base/uuid.h"

#include <gtest/gtest.h>

namespace mamori {
namespace {

TEST(Uuid, ANameHasOne) {
  // Known from elsewhere: Python's uuid.uuid5(NAMESPACE_DNS, "www.example.com").
  EXPECT_EQ(name_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

}  // namespace
}  // namespace mamori
