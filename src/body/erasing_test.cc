// Erasing: asked by one, approved by another, done by a third; and what is left afterwards.
#include "body/erasing.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "ledger/verify.h"
#include "notices/inbox.h"
#include "procedures/application.h"

namespace mamori::body {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Town;

constexpr std::string_view secret = "ひみつの行き先の公民館";

class Erasing : public ::testing::Test {
 protected:
  Erasing() : administrator_(town_.settle()) {}

  std::string add_asset(const JsonObject& more = {}) {
    JsonObject input{{"name", "窓口の端末"},
                     {"kind", "terminal"},
                     {"importance", "4"},
                     {"section", town_.section("福祉課")}};
    for (const auto& [key, value] : more) input[key] = value;
    return done(town_.acts().add_entry(administrator_, "assets", input)).subject;
  }

  static Done done(const Result<Done>& result) {
    EXPECT_TRUE(result.has_value()) << result.error().code << " " << result.error().message;
    return result.value_or(Done{});
  }

  // An application that has come to its end: refused.
  std::string ended_takeout() {
    const std::string asset = add_asset();
    const Done filed = file_takeout(asset.substr(asset.rfind('/') + 1));
    act("高橋 美咲", filed.subject, "refuse", {{"comment", "別の日に。"}});
    return filed.subject;
  }

  Done file_takeout(const std::string& asset) {
    const std::string today = iso_day(town_.today());
    return done(town_.acts().file_application(town_.person("小川 直樹"), "takeout",
                                              {{"assets", JsonArray{asset}},
                                               {"purpose", "訪問調査"},
                                               {"destination", secret},
                                               {"from", today},
                                               {"due", today},
                                               {"means", "official_car"}}));
  }

  Result<Done> ask(std::string_view who, std::string_view thing, std::string_view reason = "law") {
    return town_.acts().file_application(
        town_.person(who), "erasure",
        {{"thing", thing}, {"reason", reason}, {"ground", "開示請求による"}});
  }

  Result<Done> try_act(std::string_view who, std::string_view subject, std::string_view step,
                       const JsonObject& input = {}) {
    return town_.acts().act_on_application(town_.person(who),
                                           subject.substr(subject.rfind('/') + 1), step, input);
  }
  Done act(std::string_view who, std::string_view subject, std::string_view step,
           const JsonObject& input = {}) {
    return done(try_act(who, subject, step, input));
  }

  void erase(const std::string& thing) {
    const Done asked = done(ask("田中 恵子", thing));
    act("大野 隆", asked.subject, "approve");
    act("事務 花子", asked.subject, "erase");
  }

  void tables_agree_and_ledger_verifies() {
    town_.read([&](auto& db) {
      const auto rebuilt = check_rebuild(db, town_.folder());
      ASSERT_TRUE(rebuilt.has_value()) << rebuilt.error().message;
      EXPECT_FALSE(rebuilt->difference) << sentence_of(*rebuilt->difference);
      const auto verified = ledger::verify_store(db);
      EXPECT_TRUE(verified.ok) << verified.message_ja;
      EXPECT_GT(verified.erased, 0U);
    });
  }

  // Every byte that lies on the disk for this body.
  std::string bytes_on_disk() {
    std::ostringstream all;
    for (const auto& entry : std::filesystem::directory_iterator(town_.folder())) {
      if (entry.is_regular_file()) all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    }
    return all.str();
  }

  Town town_;
  const std::string administrator_;
};

TEST_F(Erasing, LeavesTheRecordsWithoutWhatTheySaid) {
  const std::string thing = ended_takeout();
  erase(thing);
  town_.read([&](auto& db) {
    int records = 0;
    for (const auto& record : ledger::records_of(db, thing)) {
      if (record.kind == retention::erased_kind) continue;
      EXPECT_TRUE(record.erased) << record.kind;
      const auto erasure = ledger::records_of(db, ledger::erasure_subject(record.number));
      EXPECT_THAT(text_at(erasure.at(0).payload, "reason"),
                  HasSubstr("法令による請求（令和8年度 消去 第1号、承認：大野 隆"));
      ++records;
    }
    EXPECT_EQ(records, 2);
    const auto left = retention::erasure_of(db, thing);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->number, "令和8年度 持出 第1号");
    EXPECT_EQ(left->asked_by, "田中 恵子");
    EXPECT_THAT(retention::sentence_of(*left), HasSubstr("令和8年11月21日に、「法令による請求」"));
  });
  tables_agree_and_ledger_verifies();
}

TEST_F(Erasing, LeavesNothingInAnyTableNorNotice) {
  const std::string thing = ended_takeout();
  const std::string clerk = town_.person("小川 直樹");
  town_.read([&](auto& db) { EXPECT_THAT(notices::inbox(db, clerk), Not(IsEmpty())); });
  erase(thing);
  town_.read([&](auto& db) {
    EXPECT_FALSE(procedures::application(db, "takeout-2026-1"));
    EXPECT_THAT(procedures::events(db, "takeout-2026-1"), IsEmpty());
    EXPECT_THAT(notices::inbox(db, clerk), IsEmpty());
    for (const std::string& table : compared_tables()) {
      for (const auto& row : db.query("SELECT * FROM " + table)) {
        for (const std::string& column : row.columns()) {
          EXPECT_THAT(row.text(column), Not(HasSubstr(secret))) << table << "." << column;
        }
      }
    }
  });
}

// What SQLite frees it also overwrites, and the write-ahead log is cut off.
using SqliteErasing = Erasing;

TEST_F(SqliteErasing, LeavesNoByteOnTheDisk) {
  const std::string thing = ended_takeout();
  EXPECT_THAT(bytes_on_disk(), HasSubstr(secret));
  erase(thing);
  EXPECT_THAT(bytes_on_disk(), Not(HasSubstr(secret)));
}

TEST_F(Erasing, TheApplicantDoesNotApproveAndTheApproverDoesNotErase) {
  const Done asked = done(ask("田中 恵子", ended_takeout()));
  EXPECT_EQ(try_act("田中 恵子", asked.subject, "approve").error().code, "own_application");
  EXPECT_EQ(try_act("事務 花子", asked.subject, "erase").error().code, "act_not_now");
  act("大野 隆", asked.subject, "approve");
  EXPECT_EQ(try_act("大野 隆", asked.subject, "erase").error().code, "own_approval");
  EXPECT_EQ(try_act("石井 由美", asked.subject, "erase").error().code, "not_the_holder");
  act("事務 花子", asked.subject, "erase");
}

TEST_F(Erasing, WhatIsInUseOrAskedForAlreadyIsRefused) {
  const std::string asset = add_asset();
  const Done filed = file_takeout(asset.substr(asset.rfind('/') + 1));
  EXPECT_EQ(ask("田中 恵子", filed.subject).error().code, "thing_in_use");
  EXPECT_EQ(ask("田中 恵子", asset).error().code, "thing_in_use");
  EXPECT_EQ(ask("田中 恵子", "registers/assets/assets-99").error().code, "thing_unknown");
  EXPECT_EQ(ask("石井 由美", asset).error().code, "not_the_holder");
  act("高橋 美咲", filed.subject, "refuse", {{"comment", "別の日に。"}});
  done(ask("田中 恵子", asset));
  EXPECT_EQ(ask("田中 恵子", asset).error().code, "erasure_already_asked");
}

TEST_F(Erasing, TheEndOfTheRetentionIsNoReasonBeforeItHasCome) {
  const std::string asset = add_asset({{"disposed_on", "令和8年11月20日"}});
  EXPECT_EQ(ask("田中 恵子", asset, "expired").error().code, "retention_not_over");
  const auto due = [&] {
    return town_.read([&](auto& db) {
      return retention::due(db, {testing::shipped().registers, testing::shipped().procedures},
                            town_.today());
    });
  };
  const auto come = [&](std::string_view day) {
    town_.clock().set(start_of_day_in_japan(*parse_day(day)) + std::chrono::hours{9});
  };
  come("令和14年3月31日");
  EXPECT_THAT(due(), IsEmpty());
  come("令和14年4月1日");
  ASSERT_EQ(due().size(), 1U);
  EXPECT_EQ(due()[0].number, "資産 第1号");
  done(ask("田中 恵子", asset, "expired"));
}

TEST_F(Erasing, NumbersOfWhatWasErasedAreNotGivenAgain) {
  const std::string asset = add_asset();
  erase(asset);
  EXPECT_EQ(add_asset(), "registers/assets/assets-2");
  erase(ended_takeout());
  EXPECT_EQ(file_takeout("assets-2").subject, "applications/takeout-2026-2");
  tables_agree_and_ledger_verifies();
}

}  // namespace
}  // namespace mamori::body
