// 年間計画: by role, what is planned and who has not taken part.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::Contains;
using testing::has_form_of;
using ::testing::HasSubstr;

class YearlyPages : public testing::TestingSite {
 protected:
  YearlyPages() : TestingSite(all_routes()) { sign_in_as("事務 花子"); }

  std::string plan(JsonObject training) {
    training["fiscal_year"] = "2026";
    training["aim"] = "事故のときの報告";
    const auto added =
        town_.acts().add_entry(town_.person("事務 花子"), "trainings", Json(std::move(training)));
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return text_at(added->payload, "id");
  }
  void attend(const std::string& training, std::string_view name,
              std::string_view result = "good") {
    const std::string person = town_.person(name);
    const Json input{{"way", "room"},
                     {"result", result},
                     {"note", result == "good" ? "" : "欠席した。録画を見てもらう。"},
                     {"done_on", "2026-11-21"}};
    const auto done =
        town_.acts().perform_duty(person, "training-attendance", training + "~~" + person, input);
    EXPECT_TRUE(done.has_value()) << done.error().message;
  }
  // What stands in each column of the row that begins with this.
  std::vector<std::string> row(std::string_view address, std::string_view first) {
    std::vector<std::string> texts;
    const Json list = model(address).at("list");
    for (const Json& one : array_at(list, "rows")) {
      const JsonArray& cells = array_at(one, "cells");
      if (text_at(cells.at(0), "text") != first) continue;
      for (const Json& cell : cells) {
        const Json chip = object_at(cell, "chip");
        texts.push_back(text_at(cell, "text") + text_at(chip, "label"));
      }
    }
    return texts;
  }
  static constexpr std::string_view year = "/registers/trainings/year?year=2026";
};

TEST_F(YearlyPages, ShowEachRoleWithWhatIsPlannedForIt) {
  const std::string head = "情報セキュリティ管理者";
  EXPECT_TRUE(has_form_of(model(year), example("register-year")));
  EXPECT_THAT(row(year, head), Contains("計画がない"));
  EXPECT_THAT(row(year, head), Contains("計画に入れる"));
  plan({{"name", "全員の研修"}, {"audience", "all"}, {"planned_on", "2027-01-12"}});
  EXPECT_THAT(row(year, head), Contains("役割向けの計画がない"));
  plan({{"name", "管理者研修"}, {"audience", "heads"}, {"held_on", "2026-11-20"}});
  EXPECT_THAT(row(year, head), Contains("まだの人がいる"));
  EXPECT_THAT(row(year, head), Contains("管理者研修（令和8年11月20日に実施）"));
  EXPECT_THAT(row(year, "全職員"), Contains("全員の研修（令和9年1月12日の予定）"));
  EXPECT_THAT(get("/registers/trainings").body, HasSubstr("研修の年間計画"));
}

TEST_F(YearlyPages, NameEverybodyOfARoleWhoHasAndHasNot) {
  const std::string training =
      plan({{"name", "管理者研修"}, {"audience", "heads"}, {"held_on", "2026-11-20"}});
  attend(training, "佐々木 誠");
  const std::string heads = std::string(year) + "&role=3";
  EXPECT_THAT(row(heads, "佐々木 誠"), Contains("済み"));
  EXPECT_THAT(row(heads, "高橋 美咲"), Contains("まだ"));
  EXPECT_THAT(row(heads + "&state=open", "佐々木 誠"), ::testing::IsEmpty());
  const std::string file = get("/registers/trainings/year/list.csv?year=2026&role=3").body;
  EXPECT_THAT(file, HasSubstr("佐々木 誠"));
  EXPECT_THAT(file, HasSubstr("管理者研修"));
}

TEST_F(YearlyPages, DoNotCountWhoIsRecordedAsNotHavingTakenPart) {
  const std::string head = "情報セキュリティ管理者";
  const std::string training =
      plan({{"name", "管理者研修"}, {"audience", "heads"}, {"held_on", "2026-11-20"}});
  const Json heads = model(std::string(year) + "&role=3").at("list");
  for (const Json& one : array_at(heads, "rows")) {
    attend(training, text_at(array_at(one, "cells").at(0), "text"), "found");
  }
  EXPECT_THAT(row(year, head), Contains("気になる点のある人がいる"));
  EXPECT_THAT(row(year, head), Contains(::testing::StartsWith("0／")));
  const auto one = row(std::string(year) + "&role=3", "佐々木 誠");
  EXPECT_EQ(one.at(2), "気になる点あり");
  EXPECT_EQ(one.at(3), "") << "not among what they have done";
  EXPECT_EQ(one.at(5), "管理者研修");
}

TEST_F(YearlyPages, LeadToTheFormWithTheYearAndTheRoleChosen) {
  const Json form = model("/registers/trainings/new?fiscal_year=2027&audience=heads");
  for (const Json& field : array_at(form.at("form"), "fields")) {
    if (text_at(field, "name") == "fiscal_year") {
      EXPECT_EQ(text_at(field, "value"), "令和9年度");
    }
    if (text_at(field, "name") == "audience") {
      EXPECT_EQ(text_at(field, "value"), "heads");
    }
  }
}

TEST_F(YearlyPages, CountOnlyThosePeopleOfWhomTheVisitorMayKnow) {
  sign_in_as("石井 由美");
  EXPECT_THAT(text_at(model(year).at("list"), "lead"), HasSubstr("あなたが見られる人だけ"));
  EXPECT_THAT(row(std::string(year) + "&role=8", "佐々木 誠"), ::testing::IsEmpty());
}

TEST_F(YearlyPages, DoNotCallAnOfficeVacantWhoseHolderTheVisitorMayNotSee) {
  const std::string head = "情報セキュリティ管理者";
  plan({{"name", "管理者研修"}, {"audience", "heads"}, {"held_on", "2026-11-20"}});
  sign_in_as("石井 由美");
  EXPECT_THAT(row(year, head), Contains("あなたが見られる人はいない"));
  EXPECT_THAT(row(year, head), ::testing::Not(Contains(HasSubstr("0人"))));
  const Json heads = model(std::string(year) + "&role=3").at("list");
  EXPECT_EQ(text_at(heads.at("empty"), "text"),
            "この役割の人のうち、あなたが見られる人はいません。");
  EXPECT_THAT(row(year, "最高情報セキュリティ責任者（CISO）"), Contains("計画がない"))
      << "the plan is everybody's";
}

TEST_F(YearlyPages, SayOfWhomItIsThatAllWereReached) {
  const std::string training =
      plan({{"name", "全員の研修"}, {"audience", "all"}, {"held_on", "2026-11-20"}});
  attend(training, "石井 由美");
  sign_in_as("石井 由美");  // sees nobody but herself
  EXPECT_THAT(row(year, "全職員"), Contains("見られる人の全員に行った"));
  EXPECT_THAT(row(year, "全職員"), Contains("1／1人"));
}

TEST_F(YearlyPages, LeadWhoPlansToTheFormAlsoForThoseWhomTheyMayNotSee) {
  sign_in_as("西村 亮");  // manages systems, and plans drills
  const std::string drills = "/registers/drills/year?year=2026";
  EXPECT_THAT(row(drills, "情報セキュリティ管理者"), Contains("計画がない"));
  EXPECT_THAT(row(drills, "情報セキュリティ管理者"), Contains("計画に入れる"));
}

TEST_F(YearlyPages, AreThereOnlyForRegistersThatPlanAYear) {
  EXPECT_EQ(get("/registers/assets/year").status, 404);
}

}  // namespace
}  // namespace mamori::web
