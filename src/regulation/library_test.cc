#include "regulation/library.h"

#include <gtest/gtest.h>

namespace mamori::regulation {
namespace {

TEST(BodyName, StandsBeforeTheSubjectOfTheTitle) {
  EXPECT_EQ(body_name("○みもり市情報セキュリティ対策要綱"), "みもり市");
  EXPECT_EQ(body_name("みもり広域連合 情報セキュリティ基本方針"), "みもり広域連合");
  EXPECT_EQ(body_name("個人情報保護方針"), "");
  EXPECT_EQ(body_name(""), "");
}

}  // namespace
}  // namespace mamori::regulation
