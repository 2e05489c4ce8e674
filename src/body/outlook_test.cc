#include "body/outlook.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "body/body_fixture.h"
#include "body/sections.h"

namespace mamori::body {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// The sample organisation: every act comes through the same question, whoever asks for it.
class Outlooks : public ::testing::Test {
 protected:
  Result<Done> change(std::string_view kind, const Json& input) {
    return town_.acts().change_organisation(administrator_, kind, input);
  }
  std::string appointment_of(std::string_view name) {
    return town_.read([&](auto& db) {
      return organisation::offices_of(db, town_.person(name), town_.today()).front().id;
    });
  }

  testing::Town town_;
  const std::string administrator_ = town_.settle();
};

TEST_F(Outlooks, WhatWouldStopIsNamedAndNothingRecordedUntilSomebodyGoesOn) {
  const std::uint64_t before = town_.records();
  Json input{{"appointment", appointment_of("大野 隆")}, {"to", "R9.4.1"}};  // the CISO's
  const auto refused = change("organisation.end_appointment", input);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "procedures_would_stop");
  EXPECT_THAT(refused.error().message, HasSubstr("で止まります。"));
  EXPECT_EQ(town_.records(), before);

  input.as_object()["go_on"] = refused.error().message;
  const auto done = change("organisation.end_appointment", input);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(array_at(done->payload, "stops"), Not(IsEmpty()));
}

TEST_F(Outlooks, WhoGoesOnKnowsWhatWasToldAndNothingElse) {
  Json away{{"person", town_.person("田中 恵子")}, {"from", "R9.1.4"}, {"until", "R9.1.5"}};
  const std::string told = change("organisation.enter_absence", away).error().message;
  // Meanwhile the CISO, in whose place she would have decided, is away as well.
  ASSERT_TRUE(town_.change_knowingly(
      administrator_, "organisation.enter_absence",
      {{"person", town_.person("大野 隆")}, {"from", "R9.1.4"}, {"until", "R9.1.5"}}));
  away.as_object()["go_on"] = told;
  const auto again = change("organisation.enter_absence", away);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "procedures_would_stop");
  EXPECT_NE(again.error().message, told);
  away.as_object()["go_on"] = again.error().message;
  EXPECT_TRUE(change("organisation.enter_absence", away));
}

TEST_F(Outlooks, WhatIsWrongIsSaidBeforeWhatWouldStop) {
  const Json input{{"appointment", appointment_of("大野 隆")}, {"to", "いつか"}};
  EXPECT_EQ(change("organisation.end_appointment", input).error().code, "date_malformed");
}

TEST_F(Outlooks, WhoMayNotIsToldNothingOfTheOrganisation) {
  const Json input{{"appointment", appointment_of("大野 隆")}};
  const auto refused = town_.acts().change_organisation(town_.person("石井 由美"),
                                                        "organisation.end_appointment", input);
  EXPECT_EQ(refused.error().code, "not_the_holder");
}

TEST_F(Outlooks, AbsenceIsAskedOfTheDaysItIsFor) {
  const JsonObject away{
      {"person", town_.person("大野 隆")}, {"from", "R9.1.4"}, {"until", "R9.1.5"}};
  const Json both{{"person", town_.person("田中 恵子")}, {"from", "R9.1.4"}, {"until", "R9.1.5"}};
  ASSERT_TRUE(town_.change_knowingly(administrator_, "organisation.enter_absence", away));
  const auto refused = change("organisation.enter_absence", both);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "procedures_would_stop");
}

TEST_F(Outlooks, ANewSectionIsFilledWithoutBeingAsked) {
  ASSERT_TRUE(change("organisation.add_section", {{"name", "税務課"}}));
  const Json person{{"name", "林 静"}, {"kana", "ハヤシ"}, {"section", town_.section("税務課")}};
  const auto done = change("organisation.add_person", person);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_FALSE(done->payload.get_object().contains("stops"));
}

TEST_F(Outlooks, ADissolutionShowsThemAndRecordsThem) {
  Sections sections(town_.body(), town_.acts());
  const Json input{{"section", town_.section("住民課")}, {"to", "R9.4.1"}};
  const auto preview = sections.preview(administrator_, input);
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ(sections.dissolve(administrator_, input, preview->state).error().code,
            "section_outdated");
  EXPECT_TRUE(sections.dissolve(administrator_, input, preview->seen()));
}

TEST(Outlook, OfManyTheFirstFewAreToldAndTheRestIsBoundByANumber) {
  std::vector<Stop> stops(8, {"2026-11-21", "止まります。", false});
  const std::string told = would_stop(stops).message;
  EXPECT_THAT(told, HasSubstr("ほかに3件あります"));
  EXPECT_TRUE(goes_on({{"go_on", told}}, stops));
  stops.back().text = "別のところで止まります。";
  EXPECT_FALSE(goes_on({{"go_on", told}}, stops));
}

}  // namespace
}  // namespace mamori::body
