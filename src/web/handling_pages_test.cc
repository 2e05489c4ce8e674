#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;

class HandlingPages : public testing::TestingSite {
 protected:
  HandlingPages() : TestingSite(all_routes()) { sign_in_as("石井 由美"); }

  // An asset of 住民課 with this importance; its id.
  std::string asset(std::string_view importance) {
    const auto added = town_.acts().add_entry(town_.person("佐々木 誠"), "assets",
                                              {{"name", "税務ノート"},
                                               {"kind", "terminal"},
                                               {"importance", importance},
                                               {"section", town_.section("住民課")}});
    EXPECT_TRUE(added.has_value());
    return added ? text_at(added->payload, "id") : "";
  }
};

TEST_F(HandlingPages, ShowWhatEachLevelAllowsAsATable) {
  EXPECT_TRUE(has_form_of(model("/handling"), example("handling")));
  const std::string html = get("/handling").body;
  EXPECT_THAT(html, HasSubstr("電子メールなどで送る"));
  EXPECT_THAT(html, HasSubstr("できない"));
}

TEST_F(HandlingPages, AnswerForAnEntryAndLeadToTheFormWithItChosen) {
  const std::string id = asset("2");
  const std::string address = "/handling?entry=" + id;
  EXPECT_TRUE(has_form_of(model(address), example("handling.asked")));
  EXPECT_THAT(get(address).body, HasSubstr("/apply/takeout?assets=" + id));
  EXPECT_THAT(get(address + "&do=publish").body, Not(HasSubstr("/apply/takeout")));
  EXPECT_THAT(get("/apply/takeout?assets=" + id).body, HasSubstr("重要性Ⅱ"));
  EXPECT_THAT(get("/registers/assets/" + id).body, HasSubstr("/handling?entry=" + id));
}

TEST_F(HandlingPages, ReadTheLevelsOfOtherSchemes) {
  EXPECT_THAT(get("/handling?level=confidentiality_five:3A&do=publish").body,
              HasSubstr("公表できません"));
  EXPECT_THAT(get("/handling?level=confidentiality:1&do=publish").body,
              Not(HasSubstr("公表できません")));
}

TEST_F(HandlingPages, KnowNothingOfWhatIsNotThere) {
  EXPECT_EQ(get("/handling?level=importance:9").status, 404);
  EXPECT_EQ(get("/handling?level=9").status, 404);
  EXPECT_EQ(get("/handling?entry=assets-999").status, 404);
  EXPECT_EQ(get("/handling?level=importance:1&do=juggle").status, 404);
}

TEST_F(HandlingPages, TheFormSaysBeforeFilingWhatTheLevelAllows) {
  const Json form = model("/apply/publication");
  EXPECT_TRUE(has_form_of(form, example("form")));
  EXPECT_THAT(get("/apply/publication").body, HasSubstr("重要性Ⅱ以上の情報は、公表できません"));
}

TEST_F(HandlingPages, ExceptionsInForceAreForThoseWhoAnswerForThemAndAudit) {
  EXPECT_EQ(get("/exceptions").status, 403);
  sign_in_as("森 彩香");  // 監査統括責任者
  EXPECT_TRUE(has_form_of(model("/exceptions"), example("exceptions")));
}

}  // namespace
}  // namespace mamori::web
