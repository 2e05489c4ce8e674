#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anchoring/anchoring.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;

using ::testing::HasSubstr;

class CheckpointPages : public testing::TestingSite {
 protected:
  CheckpointPages() : TestingSite(checkpoint_routes()) {}

  Json sheet() { return model("/ledger/checkpoint/sheet"); }
  Response keep(std::string_view note, std::string_view place, std::string_view name) {
    Fields form;
    form.add("checkpoint", std::string(note));
    form.add("place", std::string(place));
    form.add("confirmed_by", std::string(name));
    return post("/ledger/checkpoints", form, "application/json");
  }
};

TEST_F(CheckpointPages, TheSheetShowsTheNewestCheckpointAndItsQrCode) {
  const Json page = sheet();
  EXPECT_TRUE(has_form_of(page, example("checkpoint-sheet")));
  EXPECT_EQ(integer_at(page.at("sheet"), "size"), town_.records());
  EXPECT_THAT(get("/ledger/checkpoint/sheet").body, HasSubstr("<svg class=\"kept__qr\""));
}

TEST_F(CheckpointPages, WhatWasPrintedIsRecordedAndListed) {
  const std::string note = text_at(sheet().at("sheet"), "text");
  ASSERT_EQ(keep(note, "会計課の金庫", "鈴木 一郎").status, 200);
  const Json page = model("/ledger/checkpoints");
  EXPECT_TRUE(has_form_of(page, example("checkpoints")));
  const Json& cells = page.at("list").at("rows").at(0).at("cells");
  EXPECT_EQ(text_at(cells.at(2), "text"), "紙");
  EXPECT_EQ(text_at(cells.at(3), "text"), "会計課の金庫");
  const std::string files = "/ledger/checkpoints/" + std::to_string(town_.records());
  EXPECT_EQ(get(files + "/checkpoint").body, note);
  EXPECT_EQ(get(files + "/timestamp").status, 404);
}

TEST_F(CheckpointPages, ASheetThatIsNotOfThisLedgerIsRefused) {
  std::string note = text_at(sheet().at("sheet"), "text");
  EXPECT_NE(keep(note, "", "鈴木 一郎").status, 200);
  EXPECT_NE(keep(note, "金庫", "").status, 200);
  note[note.find('\n') + 1] = '9';  // more records than there are, and not signed
  EXPECT_NE(keep(note, "金庫", "鈴木 一郎").status, 200);
  EXPECT_TRUE(array_at(model("/ledger/checkpoints").at("list"), "rows").empty());
}

TEST_F(CheckpointPages, StaffNeitherSeeNorKeepCheckpoints) {
  const std::string note = text_at(sheet().at("sheet"), "text");
  sign_in_as("小川 直樹");
  EXPECT_EQ(get("/ledger/checkpoints").status, 403);
  EXPECT_EQ(keep(note, "金庫", "小川 直樹").status, 403);
}

}  // namespace
}  // namespace mamori::web
