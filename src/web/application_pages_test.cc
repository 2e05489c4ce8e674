// The page of an application: who is next, what was drawn by lot; and what waits at home.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ApplicationPages : public testing::TestingSite {
 protected:
  ApplicationPages() : TestingSite(all_routes()) {}

  // Files it in the name of that person; its id.
  std::string filed(std::string_view name, std::string_view procedure, const Json& form) {
    const auto act = town_.acts().file_application(town_.person(name), procedure, form);
    EXPECT_TRUE(act.has_value()) << act.error().message;
    return act ? text_at(act->payload, "application") : "";
  }
  void does(std::string_view name, const std::string& id, std::string_view step,
            const Json& input = JsonObject{}) {
    const auto act = town_.acts().act_on_application(town_.person(name), id, step, input);
    EXPECT_TRUE(act.has_value()) << act.error().message;
  }
  std::string provision() {
    const auto data = town_.acts().add_entry(town_.person("佐々木 誠"), "assets",
                                             {{"name", "名簿の写し"},
                                              {"kind", "data"},
                                              {"importance", "3"},
                                              {"section", town_.section("住民課")}});
    return filed("石井 由美", "provision",
                 {{"assets", JsonArray{text_at(data->payload, "id")}},
                  {"recipient", "県市町村課"},
                  {"purpose", "統計調査への回答のため"},
                  {"personal", "none"},
                  {"means", "hand"},
                  {"planned", "2026-11-24"}});
  }
  JsonArray at_home(std::string_view list) { return array_at(model("/home"), list); }
};

TEST_F(ApplicationPages, NameTheApplicantWhereItIsTheirTurn) {
  const std::string id = provision();
  sign_in_as("石井 由美");
  const Json page = model("/applications/" + id);
  EXPECT_TRUE(has_form_of(page, example("application")));
  EXPECT_EQ(text_at(page.at("application").at("next"), "who"), "佐々木 誠");
  EXPECT_THAT(at_home("waiting"), SizeIs(0));
  does("佐々木 誠", id, "approve");
  const Json next = model("/applications/" + id).at("application").at("next");
  EXPECT_EQ(text_at(next, "text"), "提供");
  EXPECT_EQ(text_at(next, "who"), "石井 由美");
  EXPECT_EQ(text_at(at_home("mine").at(0), "next"), "あなたの番です：「提供した」");
}

TEST_F(ApplicationPages, WaitForNobodyBecauseOfWhatNeedNotBeDone) {
  filed("石井 由美", "disclosure",
        {{"received_on", "2026-11-20"},
         {"kind", "disclosure"},
         {"content", "税務相談の記録"},
         {"charge", town_.section("福祉課")},
         {"requester", "見本 一郎"},
         {"contact", "みもり市東町1番地"},
         {"relation", "self"},
         {"identity", "card"}});
  sign_in_as("高橋 美咲");  // decides; extending the time is hers to do as well
  EXPECT_EQ(text_at(at_home("waiting").at(0), "task"), "「決定する」");
  sign_in_as("田中 恵子");  // may only extend it
  EXPECT_THAT(at_home("waiting"), SizeIs(0));
}

TEST_F(ApplicationPages, ListAsOverdueAlsoWhatIsLateToTheMinute) {
  filed("石井 由美", "incident", incident());
  sign_in_as("石井 由美");
  EXPECT_THAT(array_at(model("/applications?situation=overdue").at("list"), "rows"), SizeIs(0));
  town_.clock().advance(std::chrono::minutes{31});
  EXPECT_THAT(array_at(model("/applications?situation=overdue").at("list"), "rows"), SizeIs(1));
}

TEST_F(ApplicationPages, ShowWhatWasDrawnByLotWithWhatItTakesToDrawItAgain) {
  provision();
  const std::string audit = filed("森 彩香", "audit",
                                  {{"name", "内部監査"},
                                   {"fiscal_year", "2026"},
                                   {"kind", "internal"},
                                   {"audited", town_.section("住民課")},
                                   {"auditor", town_.person("小川 直樹")},
                                   {"expertise", "県の監査研修を修了"},
                                   {"scope", "外部への提供"},
                                   {"method", JsonArray{"sampling"}},
                                   {"starts", "2026-12-01"},
                                   {"until", "2026-12-25"}});
  sign_in_as("森 彩香");
  EXPECT_THAT(get("/applications/" + audit).body, HasSubstr("担当：小川 直樹"));
  EXPECT_EQ(text_at(at_home("mine").at(0), "next"), "小川 直樹の番です。");
  does("小川 直樹", audit, "approve_auditor");
  does("大野 隆", audit, "approve_ciso");
  does("小川 直樹", audit, "draw",
       {{"of", "assets"},
        {"from", "2026-04-01"},
        {"to", "2026-11-30"},
        {"size", "1"},
        {"seed", "4821"},
        {"comment", "外部への提供"}});
  const Json sample = model("/applications/" + audit).at("application").at("samples").at(0);
  EXPECT_EQ(text_at(sample, "seed"), "4821");
  EXPECT_EQ(text_at(sample.at("things").at(0), "label"), "名簿の写し");
}

}  // namespace
}  // namespace mamori::web
