#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "duties/rounds.h"
#include "web/register_outline.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;

class DutyPages : public testing::TestingSite {
 protected:
  DutyPages() : TestingSite(routes_shown()) {}

  static Routes routes_shown() {
    Routes routes = duty_routes();
    for (Routes more : {register_routes(), register_outline_routes(), home_routes()}) {
      std::ranges::move(more, std::back_inserter(routes));
    }
    return routes;
  }

  // A form page but for its fields, each of which has members of its own kind.
  static Json shape_of(Json page) {
    JsonObject& form = page.as_object()["form"].as_object();
    form["fields"] = JsonArray();
    if (form["about"].is_object()) form["about"].as_object()["fields"] = JsonArray();
    return page;
  }
  std::string own_address() {
    return "/duties/conduct-self-check/do?unit=" + town_.person("石井 由美");
  }
  static Fields found_something() {
    Fields form;
    form.add("points", "p1");
    form.add("result", "found");
    form.add("note", "机の上を片付ける");
    form.add("done_on", "R8.11.21");
    return form;
  }
};

TEST_F(DutyPages, ShowEveryoneWhatIsTheirs) {
  sign_in_as("石井 由美");
  const Json own = model("/duties");
  EXPECT_TRUE(has_form_of(own, example("duties")));
  const std::string html = get("/duties").body;
  EXPECT_THAT(html, HasSubstr("職員の自己点検"));
  EXPECT_THAT(html, Not(HasSubstr("リスクの分析")));  // the CISO's
  EXPECT_THAT(get("/duties?of=all").body, HasSubstr("リスクの分析"));
}

TEST_F(DutyPages, RecordWhatWasFoundAndShowIt) {
  sign_in_as("石井 由美");
  EXPECT_THAT(get(own_address()).body, HasSubstr("パスワードを誰にも教えず"));
  EXPECT_EQ(post(own_address(), found_something()).status, 303);
  const Json page = model("/duties/conduct-self-check");
  EXPECT_TRUE(has_form_of(page, example("duty")));
  EXPECT_THAT(get("/duties/conduct-self-check").body, HasSubstr("机の上を片付ける"));
}

TEST_F(DutyPages, ShowTheFormAgainWhenSomethingIsMissing) {
  sign_in_as("石井 由美");
  Fields form;
  form.add("result", "good");
  form.add("done_on", "R8.11.21");
  const Response answer = post(own_address(), form);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("確かめていないことがあります。"));
}

TEST_F(DutyPages, RefuseWhoIsNotToDoIt) {
  const std::string address = own_address();
  EXPECT_EQ(get(address).status, 403);
  EXPECT_EQ(post(address, found_something()).status, 403);
  EXPECT_EQ(get("/duties/backup").status, 404);  // has a page of its own
  EXPECT_EQ(get("/duties/none").status, 404);
}

// --- what is asked once, about something

class ReadingPages : public DutyPages {
 protected:
  ReadingPages() {
    const auto added = town_.acts().add_entry(town_.person("田中 恵子"), "rules",
                                              {{"name", "窓口の手順"},
                                               {"level", "procedure"},
                                               {"subject", "operation"},
                                               {"content", "窓口での確かめ方"},
                                               {"section", town_.section("住民課")},
                                               {"audience", "sections"},
                                               {"sections", JsonArray{town_.section("住民課")}},
                                               {"edition", "第1版"},
                                               {"in_force_from", "R8.11.1"},
                                               {"source", "place"},
                                               {"place", "共有フォルダ"}});
    EXPECT_TRUE(added.has_value()) << added.error().message;
    rule_ = text_at(added->payload, "id");
  }
  std::string unit_of(std::string_view name) {
    const auto& duty = town_.body().definitions().duties.at("document-acknowledgement");
    return town_.read([&](store::Connection& db) {
      return duties::owed(db, duty, town_.today(), {.person_id = town_.person(name)}).at(0).unit.id;
    });
  }
  static Fields read() {
    Fields form;
    form.add("result", "good");
    form.add("done_on", "R8.11.21");
    return form;
  }

  const std::string duty_ = "/duties/document-acknowledgement";
  std::string rule_;
};

TEST_F(ReadingPages, ShowExactlyWhatIsToBeReadAndThatItWas) {
  sign_in_as("石井 由美");
  const std::string address = duty_ + "/do?unit=" + unit_of("石井 由美");
  EXPECT_TRUE(has_form_of(shape_of(model(address)), shape_of(example("duty-form"))));
  const std::string html = get(address).body;
  EXPECT_THAT(html, HasSubstr("窓口の手順を開く"));
  EXPECT_THAT(html, HasSubstr("この版の照合値"));
  EXPECT_THAT(get("/home").body, HasSubstr("窓口の手順"));
  EXPECT_EQ(post(address, read()).status, 303);
  EXPECT_THAT(get(duty_).body, HasSubstr("実施済み"));
  EXPECT_THAT(get("/home").body, Not(HasSubstr("窓口の手順")));
}

TEST_F(ReadingPages, ADocumentForSomeIsHiddenFromTheOthers) {
  sign_in_as("小川 直樹");
  EXPECT_EQ(get("/registers/rules/" + rule_).status, 403);
  EXPECT_THAT(get("/registers/rules").body, Not(HasSubstr("窓口の手順")));
  EXPECT_THAT(get(duty_).body, Not(HasSubstr("窓口の手順")));
  sign_in_as("石井 由美");
  EXPECT_EQ(get("/registers/rules/" + rule_).status, 200);
  EXPECT_THAT(get("/registers/rules").body, HasSubstr("窓口の手順"));
}

TEST_F(ReadingPages, WhoHasNotReadItIsSeenByTheHeadOfTheirSection) {
  const std::string list = duty_ + "?about=" + rule_;
  sign_in_as("佐々木 誠");
  EXPECT_TRUE(has_form_of(model(list), example("duty")));
  EXPECT_THAT(get(list).body, HasSubstr("石井 由美"));
  EXPECT_THAT(get(list).body, HasSubstr("住民課（0／2）"));
  EXPECT_THAT(get(duty_ + "/list.csv?about=" + rule_).body, HasSubstr("石井 由美"));
  EXPECT_TRUE(get(duty_ + "/list.xlsx?about=" + rule_).body.starts_with("PK"));
  sign_in_as("石井 由美");
  EXPECT_THAT(get(list).body, Not(HasSubstr("佐々木 誠")));
}

TEST_F(ReadingPages, DocumentsStandBelowWhatTheyRestOn) {
  const auto added = town_.acts().add_entry(town_.person("田中 恵子"), "rules",
                                            {{"name", "窓口の手順の別紙"},
                                             {"level", "procedure"},
                                             {"subject", "operation"},
                                             {"parent", JsonArray{rule_}},
                                             {"content", "様式"},
                                             {"section", town_.section("住民課")},
                                             {"audience", "all"},
                                             {"edition", "第1版"},
                                             {"in_force_from", "R8.11.1"},
                                             {"source", "place"},
                                             {"place", "共有フォルダ"}});
  ASSERT_TRUE(added.has_value()) << added.error().message;
  sign_in_as("石井 由美");
  const Json tree = model("/registers/rules/outline");
  EXPECT_TRUE(has_form_of(tree, example("register-outline")));
  const Json outline = object_at(tree, "outline");
  const JsonArray& rows = array_at(outline, "rows");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text_at(rows[1], "depth"), "1");
  sign_in_as("小川 直樹");  // does not see what it stands below
  EXPECT_EQ(text_at(array_at(object_at(model("/registers/rules/outline"), "outline"), "rows")[0],
                    "depth"),
            "0");
}

class TrainingPages : public DutyPages {
 protected:
  TrainingPages() {
    const auto added = town_.acts().add_entry(town_.person("田中 恵子"), "trainings",
                                              {{"name", "令和8年度 全職員研修"},
                                               {"fiscal_year", "2026"},
                                               {"audience", "all"},
                                               {"aim", "不審なメールの見分け方"},
                                               {"held_on", "R8.11.20"}});
    EXPECT_TRUE(added.has_value()) << added.error().message;
    query_ = "?about=" + text_at(added->payload, "id");
  }
  std::string unit_of(std::string_view name) {
    return query_.substr(query_.find('=') + 1) + "~~" + town_.person(name);
  }
  static Fields attended() {
    Fields form;
    form.add("way", "room");
    form.add("result", "good");
    form.add("done_on", "R8.11.20");
    return form;
  }

  const std::string many_ = "/duties/training-attendance/many";
  std::string query_;
};

TEST_F(TrainingPages, ManyAreRecordedAtOnceTickedOrByTheirNames) {
  EXPECT_TRUE(has_form_of(shape_of(model(many_ + query_)), shape_of(example("duty-form"))));
  Fields form = attended();
  form.add("units", unit_of("石井 由美"));
  form.add("units", unit_of("小川 直樹"));
  form.add("names", "森　彩香\r\n中村浩二\r\n");
  EXPECT_EQ(post(many_ + query_, form).status, 303);
  const std::string list = get("/duties/training-attendance" + query_ + "&state=open").body;
  for (const char* name : {"石井 由美", "小川 直樹", "森 彩香", "中村 浩二"}) {
    EXPECT_THAT(list, Not(HasSubstr(std::string("<td>") + name))) << name;
  }
  EXPECT_THAT(list, HasSubstr("高橋 美咲"));
}

// Who was not there is still asked: by recording it nobody has been trained.
TEST_F(TrainingPages, WhoDidNotTakePartStaysOnTheListUntilTheyDid) {
  const std::string open = "/duties/training-attendance" + query_ + "&state=open";
  Fields absent;
  absent.add("units", unit_of("石井 由美"));
  absent.add("result", "found");
  absent.add("note", "当日は窓口。録画で受ける。");
  absent.add("done_on", "R8.11.20");
  EXPECT_EQ(post(many_ + query_, absent).status, 303);
  EXPECT_THAT(get(open).body, HasSubstr("<td>石井 由美"));
  EXPECT_THAT(get(open).body, HasSubstr("理解が足りない・受けていない"));
  Fields attended_later = attended();
  attended_later.add("units", unit_of("石井 由美"));
  EXPECT_EQ(post(many_ + query_, attended_later).status, 303);
  EXPECT_THAT(get(open).body, Not(HasSubstr("<td>石井 由美")));
}

TEST_F(TrainingPages, ANameThatNobodyHasRecordsNothing) {
  Fields form = attended();
  form.add("units", unit_of("石井 由美"));
  form.add("names", "誰か 他人");
  const Response answer = post(many_ + query_, form);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("誰か 他人"));
  EXPECT_THAT(get("/duties/training-attendance" + query_ + "&state=open").body,
              HasSubstr("石井 由美"));
}

TEST_F(TrainingPages, NobodyRecordsItForAnotherSection) {
  sign_in_as("佐々木 誠");
  Fields form = attended();
  form.add("units", unit_of("小川 直樹"));
  EXPECT_EQ(post(many_ + query_, form).status, 403);
}

TEST_F(DutyPages, ShowWhatALeaverHasToGiveBack) {
  const auto lent = town_.acts().add_entry(town_.person("佐々木 誠"), "mobile",
                                           {{"name", "タブレット T-07"},
                                            {"kind", "tablet"},
                                            {"importance", "2"},
                                            {"section", town_.section("住民課")},
                                            {"user", town_.person("石井 由美")},
                                            {"lent_on", "R8.11.1"},
                                            {"measures", JsonArray{"lock"}}});
  ASSERT_TRUE(lent.has_value()) << lent.error().message;
  const auto left = town_.change_knowingly(
      town_.person("事務 花子"), "organisation.leave",
      {{"person", town_.person("石井 由美")}, {"to", "R8.12.1"}, {"reason", "退職"}});
  ASSERT_TRUE(left.has_value()) << left.error().message;
  sign_in_as("佐々木 誠");
  const std::string unit = town_.person("石井 由美") + "~2026-12-01~" + town_.section("住民課");
  const std::string address = "/duties/leaving-return/do?unit=" + unit;
  EXPECT_TRUE(has_form_of(shape_of(model(address)), shape_of(example("duty-form.leaving"))));
  EXPECT_THAT(get(address).body, HasSubstr("タブレット T-07"));
}

TEST_F(DutyPages, PrintTheConsentOfSomebodyHired) {
  sign_in_as("高橋 美咲");
  const auto& duty = town_.body().definitions().duties.at("temporary-staff-consent");
  const auto asked =
      town_.read([&](store::Connection& db) { return duties::owed(db, duty, town_.today()); });
  ASSERT_EQ(asked.size(), 1U);  // 山本 健
  const std::string address = "/duties/temporary-staff-consent/sheet?unit=" + asked[0].unit.id;
  EXPECT_TRUE(has_form_of(model(address), example("duty-sheet")));
  EXPECT_THAT(get(address).body, HasSubstr("氏名（自署）"));
  sign_in_as("佐々木 誠");
  EXPECT_EQ(get(address).status, 403);
}

}  // namespace
}  // namespace mamori::web
