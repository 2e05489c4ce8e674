// The pages of the organisation beside the first: a person, the roster, titles, absences, the
// emergency network.
#include <algorithm>
#include <gmock/gmock.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::ElementsAre;
using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class PeoplePages : public testing::TestingSite {
 protected:
  PeoplePages() : TestingSite(all_routes()) {}

  static Fields fields(std::initializer_list<std::pair<std::string, std::string>> values) {
    Fields form;
    for (const auto& [name, value] : values) form.add(name, value);
    return form;
  }
  std::string person_address(std::string_view name) {
    return "/organisation/people/" + town_.person(name);
  }
  // A hundred people more, all in 福祉課.
  void grow() {
    for (int number = 1; number <= 100; ++number) {
      const Json person{{"name", "応援 " + std::to_string(number) + "号"},
                        {"kana", "オウエン"},
                        {"section", town_.section("福祉課")},
                        {"post", number == 7 ? "主幹" : ""}};
      const auto added = town_.acts().change_organisation(town_.person("事務 花子"),
                                                          "organisation.add_person", person);
      ASSERT_TRUE(added.has_value()) << added.error().message;
    }
  }
  // The field of that name of a form of the page.
  static Json field_of(const Json& form, std::string_view name) {
    const JsonArray fields = array_at(form, "fields");
    const auto found = std::ranges::find_if(
        fields, [&](const Json& field) { return text_at(field, "name") == name; });
    return found == fields.end() ? Json() : *found;
  }
  Json appoint_field(std::string_view name) {
    const Json page = model("/organisation");
    return field_of(page.at("organisation").at("forms").at("appoint"), name);
  }
  Response appoint(const std::vector<std::string>& person, std::string_view from = "R8.11.21") {
    Fields form = fields({{"office", "committee"}, {"from", std::string(from)}});
    for (const std::string& one : person) form.add("person", one);
    return post("/organisation/appointments", form);
  }
  // What the form of the preview sends when it is taken.
  Fields taken(const Json& preview) {
    Fields form;
    for (const Json& hidden : array_at(preview.at("preview").at("apply"), "hidden")) {
      form.add(text_at(hidden, "name"), text_at(hidden, "value"));
    }
    return form;
  }
  Json previewed(std::string_view csv, const Fields& more = {}) {
    Fields form = more;
    form.add("day", "R9.4.1");
    form.add("file_name", "名簿.csv");
    form.add("bytes", base64(csv));
    return parsed(post("/organisation/roster/preview", form, "application/json"));
  }
};

TEST_F(PeoplePages, AMoveIsEnteredOnThePageOfThePerson) {
  const std::string address = person_address("石井 由美");
  const Json page = model(address);
  EXPECT_TRUE(has_form_of(page, example("person")));
  const Response wrong =
      post(address + "/move", fields({{"section", town_.section("福祉課")}, {"from", "きのう"}}));
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("move-from"));
  Fields move =
      fields({{"section", town_.section("福祉課")}, {"post", "主任"}, {"from", "R9.4.1"}});
  const Response warned = post(address + "/move", move);
  EXPECT_EQ(warned.status, 409) << "住民課 would have nobody but its head";
  EXPECT_THAT(warned.body, HasSubstr("name=\"go_on\""));
  EXPECT_EQ(post_knowingly(address + "/move", move).status, 303);
  EXPECT_THAT(get(address).body, HasSubstr("これから"));
  EXPECT_THAT(get("/organisation?day=R9.4.1").body, HasSubstr("福祉課 主任"));
  EXPECT_THAT(get("/organisation").body, Not(HasSubstr("福祉課 主任")));
}

TEST_F(PeoplePages, OfALargeBodyShowASectionOrWhomWordsFind) {
  EXPECT_TRUE(model("/organisation").at("organisation").at("choosing").is_null());
  grow();
  const auto shown = [&](const std::string& query) {
    return array_at(model("/organisation" + query).at("organisation"), "people").size();
  };
  EXPECT_TRUE(has_form_of(model("/organisation"), example("organisation.city")));
  EXPECT_EQ(shown(""), 0);
  EXPECT_EQ(shown("?q=主幹"), 1);
  EXPECT_EQ(shown("?q=石井"), 1);
  EXPECT_THAT(get("/organisation?q=だれも").body, HasSubstr("0人を表示しています"));
  const Response added =
      post("/organisation/people", fields({{"name", "新任 太郎"},
                                           {"kana", "シンニン タロウ"},
                                           {"section", town_.section("福祉課")}}));
  ASSERT_EQ(added.status, 303) << added.body;
  EXPECT_EQ(added.headers.get("Location"),
            "/b/mimori/organisation?q=" + percent_encode("新任 太郎") + "#people");
  EXPECT_EQ(shown("?q=" + percent_encode("新任 太郎")), 1) << "an account is handed over there";
  EXPECT_GE(shown("?section=" + town_.section("福祉課")), 100);
  EXPECT_LT(shown("?section=" + town_.section("住民課")), 20);
  EXPECT_GT(shown("?people=all"), 110) << "to be printed";
}

TEST_F(PeoplePages, OfALargeBodyFormsSearchForPeople) {
  EXPECT_TRUE(flag_at(appoint_field("person"), "is_person")) << "a list to open, of a small one";
  grow();
  const Json field = appoint_field("person");
  EXPECT_FALSE(flag_at(field, "is_person"));
  EXPECT_TRUE(flag_at(field, "is_one"));
  EXPECT_LT(array_at(field, "options").size(), 10U) << "those of one's own section";
  EXPECT_TRUE(has_form_of(field, array_at(example("form.searched").at("form"), "fields").at(1)));
  const std::string address = text_at(field.at("is_searched"), "href").substr(base.size());
  const auto found = [&](const std::string& words) {
    const Json answer = model(address + "?q=" + percent_encode(words));
    std::vector<std::string> names;
    for (const Json& option : array_at(answer, "options"))
      names.push_back(text_at(option, "label"));
    return names;
  };
  EXPECT_THAT(found("主幹"), ElementsAre("応援 7号"));
  EXPECT_THAT(found("おうえん 福祉課"), SizeIs(100)) << "kana, and two words";
  EXPECT_THAT(found("石井"), ElementsAre("石井 由美"));
  EXPECT_THAT(found("だれも"), SizeIs(0));
  EXPECT_EQ(found("").size(), array_at(field, "options").size());
  const Json arrivals = model("/organisation/absences").at("away").at("forms");
  EXPECT_TRUE(flag_at(field_of(arrivals.at("absence"), "person"), "is_people"));
  EXPECT_TRUE(flag_at(field_of(arrivals.at("delegation"), "to_person"), "is_people"));
}

TEST_F(PeoplePages, WordsThatNameNobodyAloneComeBackWithWhomTheyFind) {
  grow();
  const Response several = appoint({"応援 主幹"});
  EXPECT_EQ(several.status, 422);
  EXPECT_THAT(several.body, HasSubstr("「応援 主幹」で1人見つかりました。1人を選んでください。"));
  EXPECT_THAT(several.body,
              HasSubstr("type=\"radio\" name=\"person\" value=\"" + town_.person("応援 7号")));
  const Response nobody = appoint({"だれも"});
  EXPECT_EQ(nobody.status, 422);
  EXPECT_THAT(nobody.body, HasSubstr("「だれも」で見つかる人はいません"));
  EXPECT_EQ(appoint({""}).status, 422);
  EXPECT_EQ(appoint({"応援 8号", town_.person("応援 7号")}).status, 422) << "who is meant?";
  EXPECT_EQ(appoint({"応援8号"}).status, 303) << "by the whole name";
  EXPECT_EQ(appoint({"", town_.person("応援 7号")}).status, 303) << "chosen from those found";
  EXPECT_THAT(get("/organisation").body, HasSubstr("応援 8号"));
}

TEST_F(PeoplePages, WhoWasChosenStaysChosenWhenTheFormComesBack) {
  grow();
  const std::string chosen = town_.person("応援 42号");
  const Response wrong = appoint({"", chosen}, "いつか");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("name=\"person\" value=\"" + chosen + "\" checked"));
}

TEST_F(PeoplePages, NobodysAbsenceBecomesOnesOwn) {
  grow();
  Fields absence = fields({{"person", ""}, {"from", "R8.11.21"}, {"until", "R8.11.25"}});
  EXPECT_EQ(post("/organisation/absences", absence).status, 422);
  EXPECT_THAT(array_at(model("/organisation/absences").at("away"), "absences"), SizeIs(0));
  absence.add("person", town_.person("応援 42号"));
  EXPECT_EQ(post("/organisation/absences", absence).status, 303);
  const Json page = model("/organisation/absences");
  EXPECT_EQ(text_at(array_at(page.at("away"), "absences").at(0), "person"), "応援 42号");
}

TEST_F(PeoplePages, AFormTakesANameForAPersonAsItTakesANumberForAnEntry) {
  Fields meeting = fields({{"name", "第1回委員会"},
                           {"held_on", "R8.11.20"},
                           {"chair", "大野隆"},
                           {"members", "全員"},
                           {"agenda_kinds", "report"},
                           {"agenda", "報告"},
                           {"decisions", "了承"}});
  const Response added = post("/registers/meetings/new", meeting);
  EXPECT_EQ(added.status, 303) << added.body;
  EXPECT_THAT(get("/registers/meetings/meetings-1").body, HasSubstr("大野 隆"));
}

TEST_F(PeoplePages, WhoLeavesCannotSignInAnyMore) {
  sign_in_as("山本 健");
  EXPECT_EQ(get("/home").status, 200);
  sign_in_as("事務 花子");
  const std::string address = person_address("山本 健");
  EXPECT_EQ(post_knowingly(address + "/leave", fields({{"until", "R8.11.30"}})).status, 303);
  town_.clock().set(start_of_day_in_japan(*parse_day("R8.12.1")));
  // The account, that nobody kept a checkpoint, what everybody is to read, what he is to give back.
  EXPECT_EQ(town_.body().tick().value_or(0), 4);
  EXPECT_EQ(town_.body().tick().value_or(0), 0);
  town_.body().store().read([&](store::Connection& db) {
    const auto account = identity::find_by_person(db, address.substr(address.rfind('/') + 1));
    ASSERT_TRUE(account);
    EXPECT_TRUE(account->account.locked);
  });
  sign_in_as("事務 花子");
  EXPECT_THAT(get(address).body, HasSubstr("在職していません"));
}

TEST_F(PeoplePages, NobodyButTheSecretariatMovesPeople) {
  const std::string address = person_address("石井 由美");
  sign_in_as("佐々木 誠");
  EXPECT_EQ(array_at(model(address), "acts").size(), 0U);
  EXPECT_EQ(post(address + "/move", fields({{"section", town_.section("福祉課")}})).status, 403);
  EXPECT_EQ(get("/organisation/roster").status, 403);
}

TEST_F(PeoplePages, NumbersAreSeenByThoseWhoNeedThem) {
  sign_in_as("石井 由美");
  const std::string own = person_address("石井 由美");
  EXPECT_EQ(post(own + "/contact", fields({{"mobile_phone", "０７０-１２３４-５６７８"}})).status,
            303);
  EXPECT_THAT(get(own).body, HasSubstr("070-1234-5678"));
  EXPECT_EQ(post(own + "/contact", fields({{"mobile_phone", "電話なし"}})).status, 422);
  EXPECT_EQ(get("/organisation/emergency").status, 403);
  sign_in_as("佐々木 誠");
  EXPECT_THAT(get(own).body, Not(HasSubstr("070-1234-5678")));
  EXPECT_EQ(post(own + "/contact", fields({{"mobile_phone", "1"}})).status, 403);
}

TEST_F(PeoplePages, TheEmergencyNetworkSaysWhatItLacks) {
  const Json before = model("/organisation/emergency");
  EXPECT_TRUE(has_form_of(before, example("emergency")));
  EXPECT_THAT(get("/organisation/emergency").body, HasSubstr("大野 隆さんの、夜間や休日の電話"));
  const std::size_t missing = array_at(before.at("network"), "missing").size();
  EXPECT_EQ(post(person_address("大野 隆") + "/contact",
                 fields({{"office_phone", "内線1"}, {"mobile_phone", "070-0000-0001"}}))
                .status,
            303);
  EXPECT_THAT(array_at(model("/organisation/emergency").at("network"), "missing"),
              SizeIs(missing - 2));
}

TEST_F(PeoplePages, EverybodyEntersTheirOwnAbsence) {
  sign_in_as("石井 由美");
  EXPECT_TRUE(has_form_of(model("/organisation/absences"), example("absences.own")));
  EXPECT_EQ(post_knowingly("/organisation/absences",
                           fields({{"from", "R8.11.21"}, {"until", "R8.11.25"}}))
                .status,
            303);
  EXPECT_EQ(post("/organisation/absences", fields({{"person", town_.person("佐々木 誠")},
                                                   {"from", "R8.11.21"},
                                                   {"until", "R8.11.25"}}))
                .status,
            403);
  const Json own = model("/organisation/absences");
  const std::string end = text_at(array_at(own.at("away"), "absences").at(0).at("end"), "action");
  EXPECT_EQ(post(end.substr(base.size()), {}).status, 303);
  EXPECT_EQ(array_at(model("/organisation/absences").at("away"), "absences").size(), 0U);
}

TEST_F(PeoplePages, TheSecretariatEntersDelegations) {
  EXPECT_EQ(
      post("/organisation/absences/delegations", fields({{"office", "system_manager"},
                                                         {"from_person", town_.person("西村 亮")},
                                                         {"to_person", town_.person("石井 由美")},
                                                         {"from", "R8.12.1"},
                                                         {"until", "R9.3.31"}}))
          .status,
      303);
  EXPECT_TRUE(has_form_of(model("/organisation/absences"), example("absences")));
}

TEST_F(PeoplePages, WhoeverEndsADelegationIsToldWhatThatStops) {
  const auto away = [](const std::string& person) {
    return fields({{"person", person}, {"from", "R8.11.21"}, {"until", "R8.12.9"}});
  };
  const std::string general = town_.person("田中 恵子");
  EXPECT_EQ(
      post("/organisation/absences/delegations", fields({{"office", "general_manager"},
                                                         {"from_person", general},
                                                         {"to_person", town_.person("西村 亮")},
                                                         {"from", "R8.11.21"},
                                                         {"until", "R9.3.31"}}))
          .status,
      303);
  EXPECT_EQ(post_knowingly("/organisation/absences", away(general)).status, 303);
  const Json page = model("/organisation/absences");
  const std::string end =
      text_at(array_at(page.at("away"), "delegations").at(0).at("end"), "action")
          .substr(base.size());
  const Response warned = post(end, {});
  EXPECT_EQ(warned.status, 409);
  EXPECT_THAT(warned.body, HasSubstr("承知のうえで進める"));
  EXPECT_THAT(warned.body, HasSubstr("action=\"" + std::string(base) + end + "\""));
  EXPECT_EQ(post_knowingly(end, {}).status, 303);
}

TEST_F(PeoplePages, ARosterSaysWhichProceduresItWouldStop) {
  const Json preview = previewed("氏名,所属,区分\n大野 隆,,退職\n");
  std::string told;
  for (const Json& one : array_at(preview.at("preview"), "follow_ups")) {
    told += text_at(one, "text");
  }
  EXPECT_THAT(told, HasSubstr("で止まります。"));
  EXPECT_THAT(text_at(preview.at("preview").at("apply").at("confirm"), "text"),
              HasSubstr("成り立たなくなる手続が"));
}

TEST_F(PeoplePages, TheBodysOwnTitlesStandWhereverAnOfficeIsShown) {
  EXPECT_TRUE(has_form_of(model("/organisation/titles"), example("titles")));
  EXPECT_THAT(get("/organisation/titles").body, HasSubstr("総務部長"));  // 第6条第2項
  Fields form = fields({{"from", "R8.11.21"}});
  for (const auto& office : town_.body().definitions().offices.all()) {
    const bool is_ciso = office.id == "ciso";
    form.add("title-" + office.id, is_ciso ? "最高情報統括責任者" : office.title);
    form.add("short-" + office.id, is_ciso ? "" : office.short_title);
    form.add("ex_officio-" + office.id, is_ciso ? "副市長" : "");
  }
  EXPECT_EQ(post("/organisation/titles", form).status, 303);
  EXPECT_THAT(get("/organisation").body, HasSubstr("最高情報統括責任者"));
  EXPECT_THAT(get("/organisation/titles").body, HasSubstr("確認済み"));
  EXPECT_THAT(get("/access").body, HasSubstr("最高情報統括責任者"));
  EXPECT_THAT(get("/organisation?day=R8.11.20").body, Not(HasSubstr("最高情報統括責任者")));
  sign_in_as("大野 隆");
  EXPECT_THAT(get("/home").body, HasSubstr("最高情報統括責任者"));
  EXPECT_EQ(get("/organisation/titles").status, 403);
}

TEST_F(PeoplePages, ATitleThatIsMissingIsAskedForAtItsField) {
  const Response refused = post("/organisation/titles", fields({{"from", "R8.11.21"}}));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("title-ciso"));
}

TEST_F(PeoplePages, ASectionIsRenamedFromADayOn) {
  const std::string address = "/organisation/sections/" + town_.section("住民課");
  EXPECT_TRUE(has_form_of(model(address), example("section")));
  EXPECT_EQ(post(address + "/change", fields({{"name", "市民課"}, {"from", "R9.4.1"}})).status,
            303);
  EXPECT_THAT(get(address).body, HasSubstr("市民課"));
  EXPECT_EQ(post(address + "/correct", fields({{"name", "市民窓口課"}})).status, 303);
  EXPECT_THAT(get("/organisation?day=R9.4.1").body, HasSubstr("市民窓口課"));
  EXPECT_THAT(get("/organisation").body, Not(HasSubstr("市民窓口課")));
  EXPECT_EQ(get("/organisation/sections/none").status, 404);
}

TEST_F(PeoplePages, WhatTheEndOfASectionEntailsIsLookedAtFirst) {
  const std::string address = "/organisation/sections/" + town_.section("住民課");
  const Fields ending = fields({{"until", "R9.3.31"}, {"into", town_.section("福祉課")}});
  const std::uint64_t before = town_.records();
  const Json preview = parsed(post(address + "/dissolve", ending, "application/json"));
  EXPECT_TRUE(has_form_of(preview, example("section-ending")));
  EXPECT_EQ(town_.records(), before);
  Fields taken;
  for (const Json& hidden : array_at(preview.at("ending"), "hidden")) {
    taken.add(text_at(hidden, "name"), text_at(hidden, "value"));
  }
  EXPECT_EQ(post(address + "/ending", ending).status, 409);  // nobody looked at it
  EXPECT_EQ(post(address + "/ending", taken).status, 303);
  EXPECT_EQ(town_.records(), before + 1);
  EXPECT_THAT(get("/organisation?day=R9.4.1").body, Not(HasSubstr("住民課")));
  EXPECT_THAT(get("/organisation?day=R9.3.31").body, HasSubstr("住民課"));
  sign_in_as("佐々木 誠");
  EXPECT_EQ(post(address + "/dissolve", ending).status, 403);
}

TEST_F(PeoplePages, ASlipOfThePenIsMendedOnItsDay) {
  EXPECT_EQ(post("/organisation/people", fields({{"name", "林 靜"},
                                                 {"kana", "ハヤシ シズカ"},
                                                 {"section", town_.section("福祉課")}}))
                .status,
            303);
  const std::string address = person_address("林 靜");
  EXPECT_EQ(
      post(address + "/correct", fields({{"name", "林 静"}, {"kana", "ハヤシ シズカ"}})).status,
      303);
  EXPECT_EQ(post(address + "/correct-move", fields({{"section", town_.section("住民課")}})).status,
            303);
  EXPECT_THAT(get(address).body, HasSubstr("住民課"));
  EXPECT_THAT(get(address).body, HasSubstr("林 静"));
}

TEST_F(PeoplePages, ARosterIsLookedAtBeforeItIsTaken) {
  EXPECT_TRUE(has_form_of(model("/organisation/roster"), example("roster")));
  const std::string_view csv =
      "氏名,フリガナ,所属,職名\n佐々木 誠,,福祉課,課長\n林 静,ハヤシ シズカ,住民課,課長\n";
  const std::uint64_t before = town_.records();
  const Json preview = previewed(csv);
  EXPECT_TRUE(has_form_of(preview, example("roster-preview")));
  EXPECT_EQ(town_.records(), before);
  EXPECT_THAT(text_at(preview.at("preview").at("follow_ups").at(0), "text"), HasSubstr("欠員"));
  EXPECT_EQ(post("/organisation/roster", taken(preview)).status, 303);
  EXPECT_EQ(town_.records(), before + 1);
  EXPECT_THAT(get("/organisation?day=R9.4.1").body, HasSubstr("林 静"));
  const Json again = previewed(csv);
  EXPECT_EQ(array_at(again.at("preview"), "groups").size(), 0U);
}

TEST_F(PeoplePages, ARosterThatIsWrongOrWasOvertakenTakesNothing) {
  const Json wrong = previewed("氏名,所属\n石井 由美,ない課\n");
  EXPECT_TRUE(has_form_of(wrong, example("roster-preview.wrong")));
  EXPECT_TRUE(wrong.at("preview").at("apply").is_null());
  const Json preview = previewed("氏名,所属\n石井 由美,福祉課\n");
  const std::string address = person_address("石井 由美");
  EXPECT_EQ(post_knowingly(address + "/move",
                           fields({{"section", town_.section("教育課")}, {"from", "R9.3.1"}}))
                .status,
            303);
  const std::uint64_t before = town_.records();
  const Response late = post("/organisation/roster", taken(preview));
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("まだ何も登録していません"));
  EXPECT_EQ(town_.records(), before);
  EXPECT_EQ(post("/organisation/roster/preview", fields({{"day", "R9.4.1"}})).status, 422);
}

TEST_F(PeoplePages, TheRosterToFillInCanBeReadBack) {
  const Response file = get("/organisation/roster.xlsx");
  ASSERT_EQ(file.status, 200);
  const Json preview = previewed(file.body);
  EXPECT_EQ(preview.at("preview").at("troubles").get_array().size(), 0U);
  EXPECT_EQ(preview.at("preview").at("groups").get_array().size(), 0U);
}

}  // namespace
}  // namespace mamori::web
