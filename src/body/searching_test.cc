#include "body/searching.h"

#include <gmock/gmock.h>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "body/rebuild.h"

namespace mamori::body {
namespace {

using search::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Town;

class Searching : public ::testing::Test {
 protected:
  Searching() : administrator_(town_.settle()) {}

  std::string add_asset(std::string_view name) {
    const auto added = town_.acts().add_entry(administrator_, "assets",
                                              {{"name", name},
                                               {"kind", "terminal"},
                                               {"importance", "4"},
                                               {"section", town_.section("福祉課")}});
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return added ? text_at(added->payload, "id") : "";
  }

  std::vector<std::string> found(std::string_view person, std::string_view question, Kind kind) {
    std::vector<std::string> subjects;
    town_.read([&](auto& db) {
      for (const auto& hit : find(town_.acts(), db, town_.person(person),
                                  {.words = search::words_of(question), .kind = kind})) {
        subjects.push_back(hit.document.subject);
      }
    });
    return subjects;
  }

  Town town_;
  const std::string administrator_;
};

TEST_F(Searching, FindsEntriesPeopleAndSectionsByACharacter) {
  const std::string id = add_asset("窓口の端末");
  EXPECT_THAT(found("小川 直樹", "窓", Kind::entry), ElementsAre("registers/assets/" + id));
  EXPECT_THAT(found("小川 直樹", "小川直", Kind::person),
              ElementsAre("people/" + town_.person("小川 直樹")));
  EXPECT_THAT(found("小川 直樹", "祉", Kind::section),
              ElementsAre("sections/" + town_.section("福祉課")));
}

TEST_F(Searching, FindsTheRegulationInForceAndNotTheOneBefore) {
  const auto adopt = [&](std::string_view text) {
    ASSERT_TRUE(town_.body().adopt_regulation(text, "規程.txt").has_value());
  };
  adopt("みもり市情報管理規程\n（鍵の保管）\n第1条　書庫の鍵は、総務課が保管する。\n");
  EXPECT_THAT(found("小川 直樹", "書庫の鍵", Kind::provision),
              ElementsAre("regulations/1/第1条#0"));
  adopt("みもり市情報管理規程\n（扉の管理）\n第1条　書庫の扉は、総務課が閉める。\n");
  EXPECT_THAT(found("小川 直樹", "書庫の鍵", Kind::provision), IsEmpty());
  EXPECT_THAT(found("小川 直樹", "扉", Kind::provision), ElementsAre("regulations/1/第1条#0"));
}

TEST_F(Searching, AnApplicationIsFoundByThoseItConcernsOnly) {
  const std::string asset = add_asset("窓口の端末");
  const auto filed = town_.acts().file_application(town_.person("小川 直樹"), "takeout",
                                                   {{"assets", JsonArray{asset}},
                                                    {"purpose", "訪問調査"},
                                                    {"destination", "東地区公民館"},
                                                    {"from", "2026-11-21"},
                                                    {"due", "2026-11-22"},
                                                    {"means", "official_car"}});
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const auto seen_by = [&](std::string_view person) {
    return found(person, "東地区", Kind::application);
  };
  EXPECT_THAT(seen_by("小川 直樹"), ElementsAre(filed->subject));
  EXPECT_THAT(seen_by("高橋 美咲"), ElementsAre(filed->subject));  // of the same section
  EXPECT_THAT(seen_by("石井 由美"), IsEmpty());                    // of another
  EXPECT_THAT(seen_by("事務 花子"), ElementsAre(filed->subject));  // by office
  EXPECT_THAT(seen_by("だれでもない人"), IsEmpty());
}

// Data from before there was an index has none; opening it makes one.
TEST_F(Searching, DataWithoutAnIndexGetsOneWhenItIsOpened) {
  add_asset("窓口の端末");
  town_.close();
  town_.database().connect()->script("DELETE FROM search_documents");
  town_.reopen();
  EXPECT_EQ(found("小川 直樹", "窓", Kind::entry).size(), 1U);
  const auto report = town_.read([&](auto& db) { return check_rebuild(db, town_.folder()); });
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->difference) << sentence_of(*report->difference);
}

TEST_F(Searching, AnErasedRecordIsNotFoundAndTheRebuiltTablesAgree) {
  add_asset("窓口の端末");
  const std::uint64_t number = town_.records();
  const auto erased = town_.body().store().write([&](store::Connection& db) {
    return town_.body().journal().erase(db, number, administrator_, "保存期間満了");
  });
  ASSERT_TRUE(erased.has_value());
  EXPECT_THAT(found("小川 直樹", "窓", Kind::entry), IsEmpty());
}

}  // namespace
}  // namespace mamori::body
