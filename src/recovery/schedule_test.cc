#include "recovery/schedule.h"

#include <gmock/gmock.h>

#include "body/body_fixture.h"
#include "duties/posture.h"
#include "recovery/records.h"
#include "recovery/sealing_fixture.h"

namespace mamori::recovery {
namespace {

using body::testing::Town;
using std::chrono::days;
using std::chrono::hours;
using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

// It is 令和8年11月21日 9:00; backups are taken at 2:30.
class Scheduling : public ::testing::Test {
 protected:
  Scheduling() { town_.settle(); }

  bool tick() {
    const auto did = back_up_when_due(
        town_.body(), {town_.database().location(), town_.folder(), "mimori"}, schedule_);
    EXPECT_TRUE(did) << did.error().message;
    return did.value_or(false);
  }
  Event newest() {
    return town_.read([](auto& db) { return newest_event(db).value(); });
  }
  duties::Judgement judged() {
    return town_.read([&](auto& db) {
      const auto sources = town_.body().sources(db);
      return duties::judge(sources, *sources.catalogue.find("backup-taken"));
    });
  }

  Town town_;
  const Folder folder_;
  Schedule schedule_{folder_.path(), Passphrase{"mizu-no-oto-0421"}, *parse_time_of_day("2:30"), 2,
                     testing::cheap};
};

TEST(TimeOfDay, IsReadStrictly) {
  EXPECT_EQ(parse_time_of_day("02:30"), std::chrono::minutes(150));
  EXPECT_EQ(parse_time_of_day("2:30"), std::chrono::minutes(150));
  EXPECT_EQ(parse_time_of_day("23:59"), std::chrono::minutes(1439));
  for (const char* wrong : {"", ":", "24:00", "2:60", "2:3", "230", "-1:00", "2:30x", "002:30"}) {
    EXPECT_FALSE(parse_time_of_day(wrong)) << wrong;
  }
}

TEST_F(Scheduling, TakesOneAtOnceAndThenOneADayAndKeepsTheNewest) {
  EXPECT_TRUE(tick());
  EXPECT_FALSE(tick());
  EXPECT_THAT(folder_.files(), ElementsAre("mamori-mimori-20261121-090000.backup"));
  town_.clock().advance(hours(17));  // 2:00 of the next day
  EXPECT_FALSE(tick());
  town_.clock().advance(hours(1));
  EXPECT_TRUE(tick());
  town_.clock().advance(days(1));
  EXPECT_TRUE(tick());
  EXPECT_THAT(folder_.files(), ElementsAre("mamori-mimori-20261122-030000.backup",
                                           "mamori-mimori-20261123-030000.backup"));
}

TEST_F(Scheduling, LeavesOtherFilesAlone) {
  for (const char* name : {"mamori-other-20200101-000000.backup", "mamori-mimori-2020.backup",
                           "mamori-mimori-20200101-000000.backup.txt"}) {
    std::ofstream(folder_.path() / name) << "x";
  }
  for (int day = 0; day < 4; ++day) {
    EXPECT_TRUE(tick());
    town_.clock().advance(days(1));
  }
  EXPECT_EQ(folder_.files().size(), 5U);
}

TEST_F(Scheduling, ClearsAwayWhatAKilledProgramLeft) {
  const auto old = folder_.path() / "mamori-mimori-20261120-023000.backup.part-0badcafe";
  const auto fresh = folder_.path() / "mamori-mimori-20261121-023000.backup.part-0badcafe";
  for (const auto& file : {old, fresh}) std::ofstream(file) << "half";
  std::filesystem::last_write_time(old, std::filesystem::last_write_time(old) - days(2));
  tick();
  EXPECT_FALSE(std::filesystem::exists(old));
  EXPECT_TRUE(std::filesystem::exists(fresh));  // somebody may be writing it
}

TEST_F(Scheduling, RecordsWhatItMadeWithoutSecrets) {
  tick();
  const Event event = newest();
  EXPECT_EQ(event.kind, Event::Kind::made);
  EXPECT_EQ(event.file, "mamori-mimori-20261121-090000.backup");
  const std::string bytes = testing::bytes_of(folder_.path() / event.file);
  EXPECT_EQ(event.bytes, bytes.size());
  EXPECT_EQ(event.digest, hex(as_text(sha256(bytes))));
  EXPECT_EQ(event.records + 1, event.record_number);  // everything before it
  town_.read([&](auto& db) {
    const auto record = ledger::record_at(db, event.record_number).value();
    EXPECT_EQ(record.kind, "backup.made");
    EXPECT_TRUE(record.payload.at("verified").as_bool());
    EXPECT_THAT(canonical_json(record.payload), Not(HasSubstr("mizu")));
  });
}

TEST_F(Scheduling, RecordsWhatFailedAndTriesAgainAnHourLater) {
  std::filesystem::remove_all(folder_.path());
  EXPECT_TRUE(tick());
  EXPECT_EQ(newest().kind, Event::Kind::failed);
  EXPECT_THAT(newest().reason, HasSubstr("書けませんでした"));
  EXPECT_FALSE(tick());
  std::filesystem::create_directories(folder_.path());
  town_.clock().advance(hours(1));
  EXPECT_TRUE(tick());
  EXPECT_EQ(newest().kind, Event::Kind::made);
}

TEST_F(Scheduling, MakesTheArticleSatisfiedAndOverdueWhenItStops) {
  EXPECT_EQ(judged().state, duties::State::unrecorded);
  tick();
  EXPECT_EQ(judged().state, duties::State::satisfied);
  EXPECT_THAT(judged().reason, HasSubstr("令和8年11月21日"));
  town_.clock().advance(days(8));
  EXPECT_EQ(judged().state, duties::State::overdue);
  std::filesystem::remove_all(folder_.path());
  tick();
  EXPECT_EQ(judged().state, duties::State::overdue);
  EXPECT_THAT(judged().reason, HasSubstr("失敗"));
}

}  // namespace
}  // namespace mamori::recovery
