#include <gmock/gmock.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;

class RetentionPages : public testing::TestingSite {
 protected:
  RetentionPages() : TestingSite(all_routes()) {}

  void add_disposed_asset() {
    Fields form;
    form.add("name", "窓口の端末");
    form.add("kind", "terminal");
    form.add("importance", "4");
    form.add("section", town_.section("福祉課"));
    form.add("disposed_on", "令和8年11月20日");
    EXPECT_EQ(post("/registers/assets/new", form).status, 303);
  }

  void add_system_with_asset() {
    Fields form;
    form.add("name", "窓口システム");
    form.add("purpose", "受付");
    form.add("section", town_.section("福祉課"));
    form.add("manager", town_.person("西村 亮"));
    form.add("importance", "4");
    form.add("contents", "assets-1");
    form.add("personal", "no");
    form.add("zone", "alone");
    form.add("status", "planned");
    const Response added = post("/registers/systems/new", form);
    EXPECT_EQ(added.status, 303) << added.body;
  }

  void act(std::string_view who, std::string_view address, const Fields& form = {}) {
    sign_in_as(who);
    const Response answer = post(address, form);
    EXPECT_EQ(answer.status, 303) << answer.body;
  }

  void erase_asset() { erase("registers/assets/assets-1"); }

  void erase(const std::string& thing) {
    Fields asked;
    asked.add("thing", thing);
    asked.add("reason", "law");
    asked.add("ground", "利用停止の請求による");
    act("田中 恵子", "/apply/erasure", asked);
    act("大野 隆", "/applications/erasure-2026-1/approve");
    act("事務 花子", "/applications/erasure-2026-1/erase");
  }
};

TEST_F(RetentionPages, WhatIsDueLeadsToTheFormWithTheThingChosen) {
  add_disposed_asset();
  EXPECT_EQ(array_at(model("/retention").at("list"), "rows").size(), 0U);
  town_.clock().set(start_of_day_in_japan(*parse_day("令和14年4月1日")));
  sign_in_as("田中 恵子");
  const Json page = model("/retention");
  EXPECT_TRUE(has_form_of(page, example("retention")));
  const Json& cells = page.at("list").at("rows").at(0).at("cells");
  EXPECT_EQ(text_at(cells.at(0), "text"), "資産 第1号");
  const std::string form = text_at(cells.at(4), "href").substr(base.size());
  const Json field = model(form).at("form").at("fields").at(0);
  EXPECT_EQ(text_at(field.at("options").at(0), "label"), "資産 第1号");
  EXPECT_TRUE(flag_at(field.at("options").at(0), "selected"));
}

TEST_F(RetentionPages, AnErasedThingSaysByWhoseLeaveAndItsRecordsToo) {
  add_disposed_asset();
  const std::uint64_t number = town_.records();
  add_system_with_asset();
  erase_asset();
  const Response gone = get("/registers/assets/assets-1");
  EXPECT_EQ(gone.status, 404);
  EXPECT_THAT(gone.body, HasSubstr("「法令による請求」により消去されました"));
  EXPECT_THAT(gone.body, HasSubstr("承認：大野 隆"));
  const Json record = model("/ledger/" + std::to_string(number));
  EXPECT_TRUE(has_form_of(record, example("record.erased")));
  EXPECT_THAT(text_at(record.at("record").at("erasure"), "reason"), HasSubstr("承認：大野 隆"));
  EXPECT_THAT(get("/retention?show=erased").body, HasSubstr("資産 第1号"));
  EXPECT_THAT(get("/registers/systems/systems-1").body, HasSubstr("資産 第1号"))
      << "what refers to it says that it was";
  EXPECT_EQ(get("/search?q=窓口").body.find("registers/assets/assets-1"), std::string::npos);
}

TEST_F(RetentionPages, APersonWhoLeftIsErasedFromTheirPageAndItSaysSoAfterwards) {
  const std::string id = town_.person("山本 健");
  const std::string page = "/organisation/people/" + id;
  EXPECT_EQ(get(page).body.find("消去を申請する"), std::string::npos);
  Fields leaving;
  leaving.add("until", "令和8年11月21日");
  EXPECT_EQ(post_knowingly(page + "/leave", leaving).status, 303);
  town_.clock().advance(std::chrono::hours{24});
  sign_in_as("田中 恵子");
  EXPECT_THAT(get(page).body, HasSubstr("消去を申請する"));
  erase("people/" + id);
  const Response gone = get(page);
  EXPECT_EQ(gone.status, 404);
  EXPECT_THAT(gone.body, HasSubstr("「法令による請求」により消去されました"));
  EXPECT_THAT(gone.body, HasSubstr("承認：大野 隆"));
  const Response asked = get("/applications/erasure-2026-1");
  EXPECT_THAT(asked.body, HasSubstr("退職者 "));
  EXPECT_THAT(asked.body, HasSubstr("/organisation/people/" + id));
  EXPECT_EQ(asked.body.find("山本"), std::string::npos);
  EXPECT_EQ(get("/search?q=山本").body.find("organisation/people"), std::string::npos);
  EXPECT_EQ(get("/ledger").status, 200);
  EXPECT_EQ(get("/retention?show=erased").status, 200);
}

}  // namespace
}  // namespace mamori::web
