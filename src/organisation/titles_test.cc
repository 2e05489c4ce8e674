#include "organisation/titles.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "organisation/boards.h"
#include "organisation/organisation_fixture.h"

namespace mamori::organisation {
namespace {

using testing::code_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Titles : public testing::OrganisationTest {
 protected:
  static Json titles(const Json& row, std::string_view from = "") {
    return {{"titles", JsonArray{row}}, {"from", from}};
  }
  std::string title_of(std::string_view office, std::string_view on) {
    return named_offices(connection(), offices_, parse_day(on).value()).title(office);
  }
};

const Json ciso_of_a_city{
    {"office", "ciso"}, {"title", "最高情報統括責任者"}, {"short", ""}, {"ex_officio", "副市長"}};

TEST_F(Titles, OfTheBodyHoldFromTheirDayOn) {
  EXPECT_THAT(office_titles(connection(), today()), IsEmpty());
  doing("confirm_titles", titles(ciso_of_a_city, "R9.4.1"));
  EXPECT_EQ(title_of("ciso", "R9.3.31"), "CISO");
  EXPECT_EQ(title_of("ciso", "R9.4.1"), "最高情報統括責任者");
  const Office* ciso = nullptr;
  const Offices named = named_offices(connection(), offices_, parse_day("R9.4.1").value());
  ciso = named.find("ciso");
  ASSERT_TRUE(ciso);
  EXPECT_EQ(ciso->short_title, "最高情報統括責任者");
  EXPECT_EQ(ciso->ex_officio, "副市長");
  EXPECT_EQ(title_of("general_manager", "R9.4.1"), "統括情報セキュリティ責任者");
}

TEST_F(Titles, ConfirmedAgainOnTheSameDayAreCorrected) {
  doing("confirm_titles", titles({{"office", "ciso"}, {"title", "最高情報統活責任者"}}));
  doing("confirm_titles", titles({{"office", "ciso"}, {"title", "最高情報統括責任者"}}));
  EXPECT_EQ(title_of("ciso", "R8.11.21"), "最高情報統括責任者");
}

TEST_F(Titles, StandInWhatIsRecordedFromThenOn) {
  const std::string ono = person("大野 隆");
  doing("confirm_titles", titles(ciso_of_a_city));
  const auto named = named_offices(connection(), offices_, today());
  const auto act =
      organisation::appoint(connection(), named, change(), {{"office", "ciso"}, {"person", ono}});
  ASSERT_TRUE(act);
  EXPECT_EQ(text_at(act->payload, "title"), "最高情報統括責任者");
}

TEST_F(Titles, ThatAreMissingOrTooLongAreRefusedAtTheirField) {
  const auto missing = trying("confirm_titles", titles({{"office", "ciso"}, {"title", " "}}));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fields.front().field, "title-ciso");
  const std::string long_name(61 * 3, 'x');
  const auto too_long = trying(
      "confirm_titles", titles({{"office", "ciso"}, {"title", "CISO"}, {"ex_officio", long_name}}));
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().fields.front().field, "ex_officio-ciso");
  EXPECT_EQ(code_of(trying("confirm_titles", titles({{"office", "king"}}))), "office_unknown");
  EXPECT_EQ(code_of(trying("confirm_titles", {{"from", ""}})), "titles_unchanged");
}

TEST_F(Titles, OneOfASystemIsHeldForThatSystem) {
  const auto offices = Offices::parse("offices.yaml", R"(
offices:
  - {id: system_manager, title: 情報システム管理者, scope: system, several: true}
)");
  ASSERT_TRUE(offices);
  const std::string nishimura = person("西村 亮");
  const Json input{{"office", "system_manager"},
                   {"person", nishimura},
                   {"system", "systems-1"},
                   {"system_name", "住民記録システム"}};
  apply(organisation::appoint(connection(), *offices, change(), input));
  const auto held = appointments(connection(), today());
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held.front().section_id, "systems-1");
  EXPECT_EQ(held.front().system_name, "住民記録システム");
  EXPECT_EQ(code_of(organisation::appoint(connection(), *offices, change(), input)),
            "appointment_exists");
}

std::vector<std::string> people_of(const std::vector<BoardMember>& members) {
  std::vector<std::string> ids;
  for (const BoardMember& member : members) ids.push_back(member.person_id);
  return ids;
}

TEST(Boards, AreMadeOfTheHoldersOfOfficesAndOfThoseAppointed) {
  const Office board{.id = "committee", .members = {"ciso", "section_manager"}};
  const std::vector<Appointment> held{{"1", "committee", "", "expert", "", ""},
                                      {"2", "section_manager", "s1", "ono", "", ""},
                                      {"3", "section_manager", "s2", "sasaki", "", ""},
                                      {"4", "ciso", "", "ono", "", ""},
                                      {"5", "audit_lead", "", "mori", "", ""}};
  const auto members = board_members(held, board);
  EXPECT_THAT(people_of(members), ElementsAre("ono", "sasaki", "expert"));
  EXPECT_TRUE(members.front().leads);
  EXPECT_EQ(members.front().office, "ciso");
  EXPECT_EQ(members.at(1).section_id, "s2");
}

TEST(Boards, AreNotMadeOfBoards) {
  const auto wrong = Offices::parse("offices.yaml", R"(
offices:
  - {id: a, title: A, scope: body, members: [b]}
  - {id: b, title: B, scope: body, members: [a]}
)");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "definition_malformed");
}

}  // namespace
}  // namespace mamori::organisation
