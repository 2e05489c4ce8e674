#include "body/rosters.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "body/body_fixture.h"
#include "body/rebuild.h"

namespace mamori::body {
namespace {

using ::testing::IsEmpty;

TEST(Rosters, TakenAsOneActGiveTheSameTablesWhenReplayed) {
  testing::Town town;
  const std::string administrator = town.settle();
  const Json phone{{"person", town.person("石井 由美")}, {"mobile_phone", "０７０-０００"}};
  ASSERT_TRUE(town.acts().change_organisation(administrator, "organisation.set_contact", phone));
  Rosters rosters(town.body(), town.acts());
  const RosterFile file{
      "氏名,フリガナ,所属,職名,区分\n石井 由美,,福祉課,主任,\n林 静,ハヤシ,税務課,課長,\n"
      "山本 健,,,,退職\n",
      "名簿.csv"};
  const organisation::RosterOptions options{
      .day = parse_day("R9.4.1").value(), .new_sections = true, .appoint_heads = true};
  const auto preview = rosters.preview(administrator, file, options);
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_THAT(preview->plan.troubles, IsEmpty());
  const std::uint64_t before = town.records();
  ASSERT_TRUE(rosters.take(administrator, file, options, preview->seen()));
  EXPECT_EQ(town.records(), before + 1);
  town.read([&](store::Connection& db) {
    const auto report = check_rebuild(db, town.folder());
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_FALSE(report->difference) << sentence_of(*report->difference);
  });
  const auto again = rosters.take(administrator, file, options, preview->seen());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "roster_outdated");
}

}  // namespace
}  // namespace mamori::body
