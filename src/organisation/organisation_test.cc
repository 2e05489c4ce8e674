#include "organisation/organisation.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "organisation/organisation_fixture.h"

namespace mamori::organisation {
namespace {

using testing::code_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;

class Organisation : public testing::OrganisationTest {};

Day day(std::string_view text) {
  return parse_day(text).value();
}

TEST_F(Organisation, APersonBelongsToASectionFromTheDayOfTheAct) {
  const std::string residents = section("住民課");
  const std::string ishii = person("石井 由美", residents);
  const auto found = organisation::person(connection(), ishii, today());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "石井 由美");
  EXPECT_EQ(found->employment, "職員");
  EXPECT_EQ(found->section_id, residents);
  EXPECT_EQ(found->section_name, "住民課");
  EXPECT_FALSE(organisation::person(connection(), ishii, day("R8.11.20"))->employed);
  EXPECT_THAT(sections(connection(), day("R8.11.20")), IsEmpty());
}

TEST_F(Organisation, APersonWithoutSectionIsStillThere) {
  const std::string jimu = person("事務 花子");
  EXPECT_EQ(organisation::person(connection(), jimu, today())->section_id, "");
}

TEST_F(Organisation, AnOfficeIsHeldFromItsFirstDayUntilTheDayBeforeItsEnd) {
  const std::string ono = person("大野 隆");
  const std::string held = appoint("ciso", ono, "", "令和8年12月1日");
  apply(ending(held, "令和9年4月1日"));
  EXPECT_THAT(holders(connection(), "ciso", "", day("R8.11.30")), IsEmpty());
  EXPECT_THAT(holders(connection(), "ciso", "", day("R8.12.1")), ElementsAre(ono));
  EXPECT_THAT(holders(connection(), "ciso", "", day("R9.3.31")), ElementsAre(ono));
  EXPECT_THAT(holders(connection(), "ciso", "", day("R9.4.1")), IsEmpty());
  EXPECT_EQ(appointment(connection(), held)->valid_to, "2027-04-01");
  EXPECT_TRUE(was_ever_held(connection(), "ciso"));
  EXPECT_FALSE(was_ever_held(connection(), "administrator"));
}

TEST_F(Organisation, AnOfficeOfASectionIsHeldForEachSection) {
  const std::string residents = section("住民課");
  const std::string welfare = section("福祉課");
  const std::string sasaki = person("佐々木 誠", residents);
  appoint("section_manager", sasaki, residents);
  EXPECT_THAT(holders(connection(), "section_manager", residents, today()), ElementsAre(sasaki));
  EXPECT_THAT(holders(connection(), "section_manager", welfare, today()), IsEmpty());
  appoint("section_manager", sasaki, welfare);  // one person may lead two
  EXPECT_EQ(offices_of(connection(), sasaki, today()).size(), 2U);
}

TEST_F(Organisation, AnOfficeForOneMustBeVacantFromTheDay) {
  const std::string ono = person("大野 隆");
  const std::string tanaka = person("田中 恵子");
  const std::string held = appoint("ciso", ono);
  EXPECT_EQ(code_of(appointing("ciso", tanaka)), "office_held");
  EXPECT_EQ(code_of(appointing("ciso", ono)), "appointment_exists");
  apply(ending(held, "令和9年4月1日"));
  EXPECT_EQ(code_of(appointing("ciso", tanaka, "", "令和9年3月31日")), "office_held");
  appoint("ciso", tanaka, "", "令和9年4月1日");
  EXPECT_THAT(holders(connection(), "ciso", "", day("R9.4.1")), ElementsAre(tanaka));
}

TEST_F(Organisation, TheLastAdministratorStaysUntilAnotherOneDoes) {
  const std::string first = appoint("administrator", person("事務 花子"));
  EXPECT_EQ(code_of(ending(first)), "last_administrator");
  const std::string second = appoint("administrator", person("西村 亮"), "", "令和9年4月1日");
  EXPECT_EQ(code_of(ending(first)), "last_administrator");  // until April nobody else
  apply(ending(first, "令和9年4月1日"));
  EXPECT_EQ(code_of(ending(second, "令和9年5月1日")), "last_administrator");
}

TEST_F(Organisation, OneWhoIsToLeaveIsNoSuccessor) {
  const std::string first = appoint("administrator", person("事務 花子"));
  const std::string second = appoint("administrator", person("西村 亮"));
  apply(ending(first, "令和9年4月1日"));
  EXPECT_EQ(code_of(ending(second, "令和8年12月1日")), "last_administrator");
}

TEST_F(Organisation, AnAppointmentEndsOnce) {
  const std::string held = appoint("ciso", person("大野 隆"));
  apply(ending(held));
  EXPECT_EQ(code_of(ending(held)), "appointment_unknown");
  EXPECT_EQ(code_of(ending("nothing")), "appointment_unknown");
}

TEST_F(Organisation, NamesAreComparedAsPeopleReadThem) {
  section("住民課");
  EXPECT_EQ(code_of(add_section(connection(), change(), {{"name", "住 民 課"}})), "section_exists");
  EXPECT_EQ(code_of(add_section(connection(), change(), {{"name", "　"}})), "field_required");
  const std::string endless(3 * 61, 'a');
  EXPECT_EQ(code_of(add_section(connection(), change(), {{"name", endless}})), "field_too_long");
}

TEST_F(Organisation, WhatAnActSaysIsEnoughToReadItWithoutTheTables) {
  const std::string residents = section("住民課");
  const auto act = appointing("section_manager", person("佐々木 誠", residents), residents);
  EXPECT_EQ(act->kind, "organisation.appoint");
  EXPECT_EQ(text_at(act->payload, "title"), "情報セキュリティ管理者");
  EXPECT_EQ(text_at(act->payload, "section_name"), "住民課");
  EXPECT_EQ(text_at(act->payload, "person_name"), "佐々木 誠");
  EXPECT_EQ(text_at(act->payload, "from"), "2026-11-21");
}

TEST(Offices, NoneStandsInForItselfInTheEnd) {
  const auto complaint = [](std::string_view first, std::string_view second) {
    return message_of(Offices::parse(
        "o.yaml", "offices:\n  - {id: a, title: A, scope: body, " + std::string(first) +
                      "}\n  - {id: b, title: B, scope: body, " + std::string(second) + "}"));
  };
  EXPECT_EQ(complaint("when_absent: b", "several: true"), "");
  EXPECT_THAT(complaint("when_absent: b", "when_vacant: a"), HasSubstr("元の役職に戻ります"));
  EXPECT_THAT(complaint("when_absent: c", "several: true"), HasSubstr("o.yaml:2"));
}

TEST(Offices, AWrongOneIsRefusedWithItsLine) {
  EXPECT_THAT(message_of(Offices::parse("o.yaml", "offices:\n  - {id: a, title: A, scope: town}")),
              HasSubstr("o.yaml:2: scope は body、section、system のどれかです。"));
  EXPECT_THAT(message_of(Offices::parse("o.yaml", "offices:\n  - {id: a, scope: body}")),
              HasSubstr("o.yaml:2: 役職には id と title"));
  EXPECT_THAT(message_of(Offices::parse("o.yaml",
                                        "offices:\n"
                                        "  - {id: a, title: A, scope: body}\n"
                                        "  - {id: a, title: B, scope: body}")),
              HasSubstr("o.yaml:3: 役職 a が二つ"));
  EXPECT_THAT(message_of(Offices::parse("o.yaml", "offices: []")), HasSubstr("o.yaml:1"));
}

}  // namespace
}  // namespace mamori::organisation
