#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recovery/records.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;

class BackupPages : public testing::TestingSite {
 protected:
  BackupPages() : TestingSite(backup_routes()) {}

  void record(const ledger::Act& act) {
    const auto recorded = town_.body().store().write([&](store::Connection& db) -> Result<void> {
      town_.body().journal().record(db, act);
      return {};
    });
    EXPECT_TRUE(recorded);
  }
};

TEST_F(BackupPages, SayHowToBeginWhenThereIsNone) {
  const Json page = model("/backups");
  EXPECT_TRUE(has_form_of(page, example("backups.empty")));
  EXPECT_THAT(get("/backups").body, HasSubstr("--backup-folder"));
}

TEST_F(BackupPages, ShowWhatCameOfEachAndHowToGoBack) {
  record(recovery::made_act({.file = "elsewhere/mamori-mimori-20261121-023000.backup",
                             .bytes = 1'234'567,
                             .digest = "ab12",
                             .records = 33,
                             .root = "",
                             .rows = 400}));
  record(recovery::failed_act({Fault::unavailable, "file_not_written", "空きがありません。"}));
  const Json page = model("/backups");
  EXPECT_TRUE(has_form_of(page, example("backups")));
  const std::string html = get("/backups").body;
  EXPECT_THAT(html, HasSubstr("戻せることを確認済み"));
  EXPECT_THAT(html, HasSubstr("1.2 MB"));
  EXPECT_THAT(html, HasSubstr("空きがありません。"));
  EXPECT_THAT(html, HasSubstr("mamori restore"));
  EXPECT_THAT(html, ::testing::Not(HasSubstr("elsewhere")));
  EXPECT_THAT(html, HasSubstr("第64条"));
}

TEST_F(BackupPages, AreForThoseWhoRunTheBody) {
  sign_in_as("石井 由美");
  EXPECT_EQ(get("/backups").status, 403);
}

}  // namespace
}  // namespace mamori::web
