// 申請の一覧: narrowed, sorted and kept as people ask for it; nothing in it that one may not see.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "organisation/acts.h"
#include "organisation/people_acts.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ApplicationList : public testing::TestingSite {
 protected:
  ApplicationList() : TestingSite(all_routes()) {
    town_.clock().advance(std::chrono::hours{24});
    provision_ = file("石井 由美", "provision",
                      {{"assets", JsonArray{asset("名簿の写し", "住民課")}},
                       {"recipient", "県市町村課"},
                       {"purpose", "統計調査への回答のため"},
                       {"personal", "none"},
                       {"means", "hand"},
                       {"planned", "2026-11-24"}});
    town_.clock().advance(std::chrono::hours{24});
    incident_ = file("小川 直樹", "incident",
                     {{"what", "窓口の端末に警告が出た"},
                      {"kind", "malware"},
                      {"noticed_on", "2026-11-21"},
                      {"noticed_at", "8:55"},
                      {"place", "1階の窓口"},
                      {"owner", town_.section("福祉課")},
                      {"came_from", "self"}});
    sign_in_as("事務 花子");  // anew, after two days
  }

  std::string asset(std::string_view name, std::string_view section) {
    const auto added = town_.acts().add_entry(town_.person("佐々木 誠"), "assets",
                                              {{"name", name},
                                               {"kind", "data"},
                                               {"importance", "3"},
                                               {"section", town_.section(section)}});
    return added ? text_at(added->payload, "id") : added.error().message;
  }
  std::string file(std::string_view name, std::string_view procedure, const Json& form) {
    const auto act = town_.acts().file_application(town_.person(name), procedure, form);
    EXPECT_TRUE(act.has_value()) << act.error().message;
    return act ? text_at(act->payload, "application") : "";
  }

  Json list(const std::string& query = "") { return model("/applications" + query).at("list"); }
  // The ids of the rows, in order.
  std::vector<std::string> ids(const std::string& query = "") {
    std::vector<std::string> ids;
    const Json shown = list(query);
    for (const Json& row : array_at(shown, "rows")) ids.push_back(text_at(row, "value"));
    return ids;
  }

  std::string provision_;
  std::string incident_;
};

TEST_F(ApplicationList, ShowsTheNewestFirstAndHasTheFormOfItsExample) {
  EXPECT_TRUE(has_form_of(model("/applications"), example("applications")));
  EXPECT_THAT(ids(), ElementsAre(incident_, provision_));
  EXPECT_THAT(ids("?sort=filed"), ElementsAre(provision_, incident_));
  EXPECT_THAT(ids("?sort=applicant"), ElementsAre(provision_, incident_)) << "by kana";
  EXPECT_THAT(ids("?sort=-procedure"), SizeIs(2));
}

TEST_F(ApplicationList, IsNarrowedByWhatOneAsks) {
  EXPECT_THAT(ids("?procedure=provision"), ElementsAre(provision_));
  EXPECT_THAT(ids("?section=" + town_.section("福祉課")), ElementsAre(incident_));
  EXPECT_THAT(ids("?applicant=" + town_.person("石井 由美")), ElementsAre(provision_));
  EXPECT_THAT(ids("?filed_to=R8.11.22"), ElementsAre(provision_));
  EXPECT_THAT(ids("?filed_from=R8.11.23"), ElementsAre(incident_));
  EXPECT_THAT(ids("?q=提供"), ElementsAre(provision_));
  EXPECT_THAT(ids("?q=提供&procedure=incident"), IsEmpty());
  EXPECT_THAT(ids("?situation=closed"), IsEmpty());
  const auto withdrawn = town_.acts().act_on_application(
      town_.person("石井 由美"), provision_, "withdraw", {{"comment", "要らなくなった"}});
  ASSERT_TRUE(withdrawn.has_value());
  EXPECT_THAT(ids("?situation=closed"), ElementsAre(provision_));
  EXPECT_THAT(ids("?situation=open"), ElementsAre(incident_));
  EXPECT_THAT(ids("?situation=open&situation=closed"), SizeIs(2));
}

// What several procedures call the same is one stage.
TEST_F(ApplicationList, IsNarrowedToAStageAsPeopleCallIt) {
  const auto stage = [this](std::string_view label) {
    return ids("?stage=" + percent_encode(label));
  };
  EXPECT_THAT(stage("提供済み"), IsEmpty());
  const auto withdrawn = town_.acts().act_on_application(
      town_.person("石井 由美"), provision_, "withdraw", {{"comment", "要らなくなった"}});
  ASSERT_TRUE(withdrawn.has_value());
  EXPECT_THAT(stage("取下げ"), ElementsAre(provision_));
  EXPECT_THAT(ids("?stage=nothing"), IsEmpty());
  const Json panel = list().at("panel");
  const Json& fields = panel.at("fields");
  const auto options = std::ranges::find(fields.get_array(), "stage", [](const Json& field) {
                         return text_at(field, "name");
                       })->at("options");
  EXPECT_THAT(options.get_array(), SizeIs(2)) << "those that something is at";
  const auto chosen = std::ranges::find(
      options.get_array(), "取下げ", [](const Json& option) { return text_at(option, "label"); });
  ASSERT_NE(chosen, options.get_array().end());
  EXPECT_EQ(integer_at(*chosen, "count"), 1);
  EXPECT_THAT(boost::json::serialize(list("?columns=stage").at("rows")), HasSubstr("取下げ"));
}

TEST_F(ApplicationList, SaysForWhomSomethingWaits) {
  EXPECT_THAT(ids("?waiting=" + town_.person("佐々木 誠")), Contains(provision_));
  EXPECT_THAT(ids("?waiting=" + town_.person("石井 由美")), Not(Contains(provision_)));
  EXPECT_THAT(
      ids("?waiting=" + town_.person("石井 由美") + "&waiting=" + town_.person("佐々木 誠")),
      Contains(provision_));
  EXPECT_THAT(ids("?waiting=nobody"), IsEmpty());
  sign_in_as("佐々木 誠");
  EXPECT_THAT(ids("?situation=awaited"), ElementsAre(provision_));
  EXPECT_THAT(boost::json::serialize(list("?procedure=provision").at("rows")),
              HasSubstr("佐々木 誠"));
}

// Words find what applications say, not whom they wait for: nobody is left out.
TEST_F(ApplicationList, MayBeNarrowedToEachOfManyHolders) {
  std::string last;
  const auto done = town_.body().store().write([&](store::Connection& db) -> Result<void> {
    // Without asking each time what would stop.
    const organisation::Change change{town_.person("事務 花子"), town_.clock().now()};
    ledger::Journal& journal = town_.body().journal();
    for (int number = 1; number <= 70; ++number) {
      auto added = organisation::add_person(db, change,
                                            {{"name", "班員 " + std::to_string(number)},
                                             {"kana", "ン"},
                                             {"section", town_.section("福祉課")}});
      if (!added) return fail(added.error());
      last = text_at(added->payload, "id");
      journal.record(db, *added);
      auto held = organisation::appoint(
          db, town_.body().offices(db), change,
          {{"office", "csirt"}, {"person", last}, {"from", iso_day(town_.today())}});
      if (!held) return fail(held.error());
      journal.record(db, *held);
    }
    return {};
  });
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_THAT(get("/applications").body, HasSubstr("name=\"waiting\" value=\"" + last + "\""));
}

TEST_F(ApplicationList, HoldsWhatIsLateToTheMinute) {
  EXPECT_THAT(ids("?situation=overdue"), IsEmpty());
  town_.clock().advance(std::chrono::minutes{31});
  EXPECT_THAT(ids("?situation=overdue"), ElementsAre(incident_));
}

// Somebody of another section, of whom nothing is asked, the heads, and who may see everything.
TEST_F(ApplicationList, HoldsForEverybodyJustWhatTheyMayOpen) {
  for (const char* name : {"石井 由美", "小川 直樹", "山本 健", "佐々木 誠", "高橋 美咲", "大野 隆",
                           "森 彩香", "事務 花子"}) {
    sign_in_as(name);
    const auto listed = ids();
    const std::string csv = get("/applications/list.csv").body;
    for (const std::string& id : {provision_, incident_}) {
      const bool may_open = get("/applications/" + id).status == 200;
      EXPECT_EQ(std::ranges::count(listed, id), may_open ? 1 : 0) << name << " " << id;
      const std::string content = id == provision_ ? "石井 由美" : "小川 直樹";
      if (may_open) continue;
      EXPECT_THAT(csv, Not(HasSubstr(content))) << name;
    }
    EXPECT_EQ(list().at("total").as_int64(), static_cast<std::int64_t>(listed.size())) << name;
  }
}

TEST_F(ApplicationList, IsTakenAwayAsAFile) {
  EXPECT_TRUE(get("/applications/list.xlsx").body.starts_with("PK"));
  const std::string csv = get("/applications/list.csv?procedure=provision").body;
  EXPECT_THAT(csv, HasSubstr("次に動く人"));
  EXPECT_THAT(csv, HasSubstr("石井 由美"));
  EXPECT_THAT(csv, Not(HasSubstr("小川 直樹")));
  EXPECT_THAT(get("/applications/list.csv?entry=" + incident_).body, Not(HasSubstr("石井 由美")));
}

TEST_F(ApplicationList, KeepsAViewUnderAName) {
  Fields view;
  view.add("name", "提供だけ");
  view.add("query", "?procedure=provision");
  EXPECT_EQ(post("/applications/views", view).headers.get("Location"),
            "/b/mimori/applications?procedure=provision");
  EXPECT_THAT(boost::json::serialize(list().at("views")), HasSubstr("提供だけ"));
  sign_in_as("石井 由美");
  EXPECT_THAT(boost::json::serialize(list().at("views")), Not(HasSubstr("提供だけ")));
}

TEST_F(ApplicationList, ShowsTheColumnsOneChose) {
  const Json headings = list("?columns=section&columns=changed").at("columns");
  std::vector<std::string> keys;
  for (const Json& heading : headings.get_array()) keys.push_back(text_at(heading, "key"));
  EXPECT_THAT(keys, ElementsAre("number", "section", "changed", "state"));
}

}  // namespace
}  // namespace mamori::web
