// Reporting an incident: from every page, with a file, without signing in; and the list of clocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ReportPages : public testing::TestingSite {
 protected:
  ReportPages() : TestingSite(all_routes()) {}

  Fields report() {
    Fields form;
    form.add("what", "窓口の端末に警告が出た");
    form.add("kind", "malware");
    form.add("noticed_on", "R8.11.21");
    form.add("noticed_at", "8:55");
    form.add("place", "1階の窓口");
    form.add("owner", town_.section("住民課"));
    form.add("came_from", "self");
    return form;
  }
  Fields settings(std::string_view networks) {
    Fields form;
    for (const auto& [name, value] : {std::pair{"manager_minutes", "30"},
                                      {"general_minutes", "60"},
                                      {"ciso_minutes", "60"},
                                      {"ciso_hours", "24"},
                                      {"cut_minutes", "30"},
                                      {"body_kind", "local"},
                                      {"first_days", "5"},
                                      {"full_days", "30"},
                                      {"full_days_wrongful", "60"}}) {
      form.add(name, value);
    }
    form.add("open_networks", std::string(networks));
    return form;
  }
  static std::string below(const std::string& href) {
    return href.substr(std::string_view("/b/mimori").size());
  }
};

TEST_F(ReportPages, TheFormIsOneClickFromEveryPageAndNearlyFilledIn) {
  sign_in_as("石井 由美");
  for (const char* page : {"/home", "/regulations", "/applications", "/nowhere"}) {
    EXPECT_THAT(get(page).body, HasSubstr("href=\"/b/mimori/apply/incident\"")) << page;
  }
  std::vector<std::string> empty;
  const Json page = model("/apply/incident");
  for (const Json& field : array_at(page.at("form"), "fields")) {
    const bool chosen = !array_at(field, "options").empty();
    if (flag_at(field, "required") && !chosen && field.at("value").is_null()) {
      empty.push_back(text_at(field, "name"));
    }
  }
  EXPECT_THAT(empty, ::testing::ElementsAre("what", "place"));
}

TEST_F(ReportPages, AFileComesWithTheReportAndIsForThoseItConcerns) {
  sign_in_as("石井 由美");
  const std::string text = "警告の写し\n";
  const Response filed =
      upload("/apply/incident", {{"files", "警告.txt", "text/plain", text}}, report());
  ASSERT_EQ(filed.status, 303) << filed.body;
  const std::string address = below(filed.headers.get("Location"));
  std::string href;
  const Json page = model(address);
  for (const Json& field : array_at(page.at("application"), "fields")) {
    for (const Json& item : array_at(field, "items")) href = text_at(item, "href");
  }
  ASSERT_FALSE(href.empty());
  EXPECT_EQ(get(below(href)).body, text);
  sign_in_as("森 彩香");  // of another section; leads the audit, and may see it
  EXPECT_EQ(get(below(href)).body, text);
  sign_in_as("山本 健");
  EXPECT_EQ(get(below(href)).status, 404);
}

TEST_F(ReportPages, EvidenceIsShownWithItsHashInTheCourseOfEvents) {
  sign_in_as("石井 由美");
  const Response filed = post("/apply/incident", report());
  const std::string address = below(filed.headers.get("Location"));
  sign_in_as("西村 亮");
  Fields evidence;
  evidence.add("evidence", "プロキシのログ");
  evidence.add("kept_at", "金庫");
  evidence.add("keeper", town_.person("西村 亮"));
  const Response refused = upload(address + "/keep_evidence", {}, evidence);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("SHA-256を書いてください"));
  const Response kept = upload(address + "/keep_evidence",
                               {{"files", "proxy.log", "text/plain", "10:02 GET\n"}}, evidence);
  EXPECT_EQ(kept.status, 303) << kept.body;
  EXPECT_THAT(get(address).body, HasSubstr("SHA-256 "));
  const Json page = model(address);
  const Json& written = page.at("application").at("history").get_array().back().at("written");
  EXPECT_EQ(text_at(written.at(0), "text"), "プロキシのログ");
  EXPECT_EQ(text_at(written.at(1).at("files").at(0), "digest").size(), 64U);
}

TEST_F(ReportPages, ThoseWhoAnswerForItSeeTheClocks) {
  sign_in_as("石井 由美");
  ASSERT_EQ(post("/apply/incident", report()).status, 303);
  EXPECT_EQ(get("/clocks").status, 403);
  sign_in_as("田中 恵子");
  const Json page = model("/clocks");
  const Json& list = page.at("list");
  EXPECT_EQ(integer_at(list, "total"), 2);
  EXPECT_THAT(boost::json::serialize(list), HasSubstr("あと30分"));
  town_.clock().advance(std::chrono::minutes{40});
  EXPECT_THAT(boost::json::serialize(model("/clocks")), HasSubstr("10分過ぎています"));
}

TEST_F(ReportPages, WithoutSigningInOnlyFromWhereTheBodyAllows) {
  sign_out();
  EXPECT_EQ(get("/report/incident").status, 303);  // to the page of signing in
  EXPECT_THAT(get("/sign-in").body, Not(HasSubstr("/report/incident")));
  sign_in_as("田中 恵子");
  ASSERT_EQ(post("/procedures/incident/settings", settings("198.51.100.0/24 192.0.2.0/24")).status,
            303);
  sign_out();
  EXPECT_THAT(get("/sign-in").body, HasSubstr("/report/incident"));
  EXPECT_EQ(get("/report/incident").status, 200);
  EXPECT_EQ(get("/report/takeout").status, 303);
  EXPECT_THAT(post("/report/incident", report()).body, HasSubstr("報告を受け付けました"));
  for (int more = 0; more < 4; ++more) post("/report/incident", report());
  EXPECT_EQ(post("/report/incident", report()).status, 429);
  sign_in_as("田中 恵子");
  const Json page = model("/applications/incident-2026-1");
  EXPECT_THAT(text_at(page.at("application").at("history").at(0), "person"),
              StartsWith("サインインなし（192.0.2.1"));
  ASSERT_EQ(post("/procedures/incident/settings", settings("")).status, 303);
  sign_out();
  EXPECT_EQ(get("/report/incident").status, 303);
}

}  // namespace
}  // namespace mamori::web
