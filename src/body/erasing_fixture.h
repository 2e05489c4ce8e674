// For tests only: a town in which things are erased, and what must hold afterwards.
#pragma once

#include <fstream>
#include <gtest/gtest.h>
#include <span>
#include <sstream>

#include "body/body_fixture.h"
#include "body/erasing.h"
#include "body/rebuild.h"
#include "ledger/verify.h"
#include "procedures/application.h"

namespace mamori::body::testing {

inline constexpr std::string_view secret = "ひみつの行き先の公民館";

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

  Done file_takeout(const std::string& asset, std::string_view who = "小川 直樹") {
    const std::string today = iso_day(town_.today());
    return done(town_.acts().file_application(town_.person(who), "takeout",
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

  // What has been kept long enough, and the day on which one looks.
  std::vector<retention::Thing> due() {
    const Definitions& all = shipped();
    return town_.read([&](store::Connection& db) {
      return retention::due(db, {all.registers, all.procedures, all.people.retention},
                            town_.today());
    });
  }
  void come(std::string_view day) {
    town_.clock().set(start_of_day_in_japan(*parse_day(day)) + std::chrono::hours{9});
  }

  static void expect_no_trace(store::Connection& db, std::string_view table,
                              std::span<const std::string_view> traces) {
    for (const auto& row : db.query("SELECT * FROM " + std::string(table))) {
      for (const std::string& column : row.columns()) {
        for (const std::string_view trace : traces) {
          EXPECT_EQ(row.text(column).find(trace), std::string::npos)
              << trace << " in " << table << "." << column << ": " << row.text(column);
        }
      }
    }
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

}  // namespace mamori::body::testing
