#include "regulation/library.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "regulation/reader.h"
#include "regulation/source/word_testing.h"
#include "store/migrations.h"
#include "store/testing_database.h"

namespace mamori::regulation {
namespace {

TEST(Adopting, KeepsTheTextOfAWordFileAndTheDigestOfItsBytes) {
  const mamori::testing::TestDatabase database;
  const auto connection = database.connect();
  ASSERT_TRUE(store::migrate(*connection, embedded::migrations()).has_value());
  const std::string bytes = word_file(paragraph("第1条　門を開く。") + paragraph("2　閉じる。"));
  const auto text = source_text(bytes);
  ASSERT_TRUE(text.has_value());
  const std::string digest = hex(as_text(sha256(bytes)));
  const auto act = adopt(*connection, read(*text), {"gate.docx", digest, *text},
                         {.author = {"system:test", ""}});
  ASSERT_TRUE(act.has_value());
  EXPECT_EQ(text_at(act->payload, "source"), "第1条　門を開く。\n2　閉じる。\n");
  EXPECT_EQ(text_at(act->payload, "source_digest"), digest);
  EXPECT_EQ(text_at(act->payload, "source_format"), "docx");
  EXPECT_EQ(text_at(act->payload, "source_name"), "gate.docx");
}

TEST(BodyName, StandsBeforeTheSubjectOfTheTitle) {
  EXPECT_EQ(body_name("○みもり市情報セキュリティ対策要綱"), "みもり市");
  EXPECT_EQ(body_name("みもり広域連合 情報セキュリティ基本方針"), "みもり広域連合");
  EXPECT_EQ(body_name("個人情報保護方針"), "");
  EXPECT_EQ(body_name(""), "");
}

}  // namespace
}  // namespace mamori::regulation
