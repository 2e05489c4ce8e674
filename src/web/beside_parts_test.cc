// The list of steps beside an incident, and what a year brought beside its review.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "base/json.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::ElementsAre;
using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Beside : public testing::TestingSite {
 protected:
  Beside() : TestingSite(all_routes()) {
    incident_ =
        record(town_.acts().file_application(town_.person("石井 由美"), "incident", incident()),
               "application");
    sign_in_as("田中 恵子");
  }

  static std::string record(const Result<body::Done>& done, std::string_view name) {
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return done ? text_at(done->payload, name) : "";
  }
  std::string plan(std::string_view name, std::string_view kind) {
    return record(town_.acts().add_entry(town_.person("田中 恵子"), "emergency_plans",
                                         {{"name", name},
                                          {"kind", kind},
                                          {"in_force_on", "2026-04-01"},
                                          {"contacts", "管理者、統括、CISOの順"},
                                          {"first", "LANケーブルを抜く"},
                                          {"spread", "通信を止める"},
                                          {"disconnect", "統括"},
                                          {"evidence", "電源を切らない"},
                                          {"recovery", "入れ替える"}}),
                  "id");
  }
  void close(const std::string& entry) {
    record(town_.acts().close_entry(
               town_.person("田中 恵子"), entry, 1,
               {{"closed_on", iso_day(town_.today())}, {"change_reason", "改めたため"}}),
           "id");
  }
  void dismiss() {
    Fields dismissed;
    dismissed.add("comment", "試験だった");
    EXPECT_EQ(post("/applications/" + incident_ + "/dismiss", dismissed).status, 303);
  }
  Json page() { return model("/applications/" + incident_).at("application"); }
  // How each step stands: 「first した」.
  std::vector<std::string> steps() {
    std::vector<std::string> all;
    const Json checklist = object_at(page(), "checklist");
    for (const Json& step : array_at(checklist, "steps")) {
      all.push_back(text_at(step, "value") + " " + text_at(step.at("state"), "label"));
    }
    return all;
  }
  Json risk(std::string_view name, std::string_view likelihood, std::string_view loss) {
    return {{"name", name},
            {"threat", "訪問で持ち歩く"},
            {"likelihood", likelihood},
            {"loss", loss},
            {"treatment", "reduce"},
            {"measures", "暗号化"},
            {"reviewed_on", "2026-11-20"}};
  }
  static JsonArray gathered(const Json& page) { return array_at(page.at("gathered"), "groups"); }
  // What stands in a field of a form; "" for nothing.
  static std::string value_of(const Json& page, std::string_view name) {
    for (const Json& field : array_at(page.at("form"), "fields")) {
      if (text_at(field, "name") == name) return text_at(field, "value");
    }
    ADD_FAILURE() << "no field " << name;
    return "";
  }

  std::string incident_;
};

TEST_F(Beside, OnlyThePlanMeantForWhatHappenedIsAListOfSteps) {
  plan("停電のときの計画", "failure");
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(get("/applications/" + incident_).body, HasSubstr("この件に当たるもの"));
  plan("感染のときの計画", "malware");
  EXPECT_THAT(steps(), ElementsAre("first まだ", "contacts まだ", "spread まだ", "disconnect まだ",
                                   "evidence まだ", "recovery まだ"));
  EXPECT_EQ(text_at(array_at(page(), "beside").at(0), "title"), "感染のときの計画");
}

TEST_F(Beside, EachStepSaysWhoDidItWhoLeftItOutAndWhatWasNotDone) {
  plan("感染のときの計画", "malware");
  Fields ticked;
  ticked.add("steps", "first");
  ticked.add("steps", "contacts");
  ticked.add("comment", "端末1台");
  EXPECT_EQ(post("/applications/" + incident_ + "/plan_step", ticked).status, 303);
  Fields left_out;
  left_out.add("steps", "disconnect");
  left_out.add("comment", "外部とつながらない端末だった");
  EXPECT_EQ(post("/applications/" + incident_ + "/plan_step_left_out", left_out).status, 303);
  EXPECT_THAT(steps(), ElementsAre("first した", "contacts した", "spread まだ",
                                   "disconnect 要らないと判断", "evidence まだ", "recovery まだ"));
  const Json checklist = object_at(page(), "checklist");
  const Json first = array_at(checklist, "steps").at(0);
  EXPECT_EQ(text_at(array_at(first, "done").at(0), "person"), "田中 恵子");
  EXPECT_EQ(text_at(array_at(first, "how").at(0), "text"), "LANケーブルを抜く");
  const Json shown = example("application.incident").at("application").at("checklist");
  EXPECT_TRUE(has_form_of(checklist, shown));
}

TEST_F(Beside, WhatWasNotDoneStaysToBeSeenWhenItIsOver) {
  plan("感染のときの計画", "malware");
  dismiss();
  EXPECT_THAT(steps(), ::testing::Each(HasSubstr("していない")));
  EXPECT_TRUE(object_at(page(), "checklist").at("action").is_null());
}

TEST_F(Beside, APlanMadeAfterItWasOverSaysNothingOfIt) {
  dismiss();
  town_.clock().advance(std::chrono::minutes{10});
  plan("感染のときの計画", "malware");
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(Beside, APlanEndedAfterItWasOverStillSaysWhatWasNotDone) {
  const std::string before = plan("前の計画", "malware");
  const std::string then = plan("感染のときの計画", "malware");
  town_.clock().advance(std::chrono::minutes{10});
  close(before);
  dismiss();
  town_.clock().advance(std::chrono::minutes{10});  // on the same day
  close(then);
  EXPECT_THAT(steps(), ::testing::Each(HasSubstr("していない")));
  const Json first = array_at(page().at("checklist"), "steps").at(0);
  EXPECT_THAT(array_at(first, "how"), SizeIs(1));
}

TEST_F(Beside, TheReviewBeginsWithWhatTheYearBrought) {
  const std::string small = record(
      town_.acts().add_entry(town_.person("田中 恵子"), "risks", risk("停電", "1", "2")), "id");
  const std::string great = record(
      town_.acts().add_entry(town_.person("田中 恵子"), "risks", risk("置き忘れ", "2", "3")), "id");
  const Json form = model("/apply/review");
  EXPECT_TRUE(has_form_of(form.at("gathered"), example("form.gathered").at("gathered")));
  const Json risks = gathered(form).at(0);
  EXPECT_EQ(text_at(array_at(risks, "items").at(0), "label"), "置き忘れ");
  EXPECT_EQ(text_at(array_at(risks, "items").at(0), "note"), "リスクの大きさ 6");
  const Json before = model("/apply/review?fiscal_year=2025");
  EXPECT_EQ(text_at(gathered(before).at(6), "text"), "0件");
}

TEST_F(Beside, WhatCameAfterAReviewIsNotBesideItAndWhatEndedSinceIs) {
  const auto add = [&](std::string_view to, const Json& input) {
    return record(town_.acts().add_entry(town_.person("田中 恵子"), to, input), "id");
  };
  const std::string known = add("risks", risk("停電", "1", "2"));
  const std::string review =
      record(town_.acts().file_application(town_.person("田中 恵子"), "review",
                                           {{"fiscal_year", "令和8年度"},
                                            {"occasion", "yearly"},
                                            {"risks", JsonArray{known}},
                                            {"without_audit", "監査は来月に行う"},
                                            {"inspections", "各課とも実施"},
                                            {"incidents", "なし"},
                                            {"situation", "国の基準の改定"},
                                            {"verdict", "none"},
                                            {"reason", "国の基準に合わせるため"}}),
             "application");
  town_.clock().advance(std::chrono::minutes{10});
  close(known);
  add("risks", risk("置き忘れ", "2", "3"));
  record(town_.acts().add_entry(town_.person("森 彩香"), "audits",
                                {{"name", "内部監査"},
                                 {"fiscal_year", "2026"},
                                 {"kind", "internal"},
                                 {"independent", "yes"},
                                 {"scope", "持ち出し"}}),
         "id");
  const auto beside = [&](const Json& page, std::size_t at) {
    std::vector<std::string> labels;
    const Json group = gathered(page).at(at);
    for (const Json& item : array_at(group, "items")) {
      labels.push_back(text_at(item, "label"));
    }
    return labels;
  };
  const Json filed = model("/applications/" + review).at("application");
  EXPECT_THAT(beside(filed, 0), ElementsAre("停電"));
  EXPECT_THAT(beside(filed, 1), IsEmpty());
  const Json form = model("/apply/review");
  EXPECT_THAT(beside(form, 0), ElementsAre("置き忘れ"));
  EXPECT_THAT(beside(form, 1), ElementsAre("内部監査"));
}

TEST_F(Beside, TheYearThatEndedIsReviewedFromItsOwnResults) {
  const Json form = model("/apply/review");
  EXPECT_EQ(text_at(form.at("gathered"), "title"), "令和8年度の結果");
  const Json other = form.at("gathered").at("other_year");
  EXPECT_EQ(text_at(other, "label"), "令和7年度の結果から書き始める");
  EXPECT_EQ(text_at(other, "href"), std::string(base) + "/apply/review?fiscal_year=2025");
  const Json before = model("/apply/review?fiscal_year=2025");
  EXPECT_EQ(text_at(before.at("gathered"), "title"), "令和7年度の結果");
  EXPECT_EQ(value_of(before, "fiscal_year"), "令和7年度");
  EXPECT_EQ(value_of(before, "incidents"), "");
  EXPECT_EQ(text_at(before.at("gathered").at("other_year"), "label"),
            "令和8年度の結果から書き始める");
  EXPECT_EQ(value_of(model("/apply/review?fiscal_year=x"), "fiscal_year"), "令和8年度");
}

TEST_F(Beside, AfterAnErrorTheResultsAreStillThoseOfTheYearThatWasTyped) {
  Fields typed;
  typed.add("fiscal_year", "令和7年度");
  const Response refused = post("/apply/review", typed);
  EXPECT_NE(refused.status, 303);
  EXPECT_THAT(refused.body, HasSubstr("令和7年度の結果</h2>"));
  EXPECT_THAT(refused.body, Not(HasSubstr("から書き始める"))) << "what was typed would be lost";
}

TEST_F(Beside, WordsOfAnIncidentAreOnThePageAndNotInTheReview) {
  const Json form = model("/apply/review");
  EXPECT_EQ(value_of(form, "incidents"), "令和8年度 事故 第1号（確認中）");
  const Json incidents = gathered(form).at(6);
  EXPECT_EQ(text_at(array_at(incidents, "items").at(0), "label"), "窓口の端末に警告が出た");
}

TEST_F(Beside, RisksAreListedTheGreatestFirst) {
  for (const auto& [name, loss] :
       std::map<std::string, std::string>{{"停電", "1"}, {"置き忘れ", "3"}}) {
    record(town_.acts().add_entry(town_.person("田中 恵子"), "risks", risk(name, "2", loss)), "id");
  }
  const auto first = [&](std::string_view query) {
    const Json list = model("/registers/risks" + std::string(query)).at("list");
    return text_at(array_at(array_at(list, "rows").at(0), "cells").at(1), "text");
  };
  EXPECT_EQ(first(""), "置き忘れ");
  EXPECT_EQ(first("?sort=number"), "停電");
}

}  // namespace
}  // namespace mamori::web
