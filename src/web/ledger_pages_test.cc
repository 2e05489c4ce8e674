#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/record.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;

using ::testing::HasSubstr;
using ::testing::StartsWith;

class LedgerPages : public testing::TestingSite {
 protected:
  LedgerPages() : TestingSite(ledger_routes()) {}

  // The newest record of that kind.
  std::uint64_t newest_of(std::string_view kind) {
    return town_.read([&](auto& db) {
      std::uint64_t number = 0;
      for (const auto& record : ledger::records_from(db, 1)) {
        if (record.kind == kind) number = record.number;
      }
      return number;
    });
  }
  static std::string address(std::uint64_t number) { return "/ledger/" + std::to_string(number); }

  void add_sections(int count) {
    for (int number = 0; number < count; ++number) {
      const Json section{{"name", "臨時の課" + std::to_string(number)}};
      ASSERT_TRUE(town_.acts().change_organisation(town_.person("事務 花子"),
                                                   "organisation.add_section", section));
    }
  }
};

TEST_F(LedgerPages, ListsTheNewestRecordFirst) {
  const Json page = model("/ledger");
  EXPECT_TRUE(has_form_of(page, example("ledger")));
  const Json& row = page.at("list").at("rows").at(0);
  EXPECT_EQ(text_at(row, "href"), "/b/mimori" + address(town_.records()));
  EXPECT_EQ(integer_at(page.at("checkpoint"), "size"), town_.records());
}

TEST_F(LedgerPages, SaysWhatWasDoneInWords) {
  const Json row = model("/ledger").at("list").at("rows").at(0);  // the sample's last appointment
  EXPECT_EQ(text_at(row.at("cells").at(2), "text"), "任命");
  EXPECT_EQ(text_at(row.at("cells").at(3), "text"), "事務 花子");
  EXPECT_EQ(text_at(row.at("cells").at(4), "text"), "森 彩香");
}

TEST_F(LedgerPages, OlderRecordsAreAStepAway) {
  add_sections(60);
  const std::uint64_t total = town_.records();
  const Json first = model("/ledger").at("list");
  EXPECT_EQ(array_at(first, "rows").size(), 50U);
  EXPECT_TRUE(first.at("pages").at("previous").is_null());
  const std::string next = text_at(first.at("pages"), "next");
  EXPECT_EQ(next, "?before=" + std::to_string(total - 49));
  const Json second = model("/ledger" + next).at("list");
  EXPECT_EQ(text_at(second.at("rows").at(0), "href"), "/b/mimori" + address(total - 50));
  EXPECT_EQ(text_at(second.at("pages"), "previous"), "?");
}

TEST_F(LedgerPages, OneKindOfActIsShownAtATime) {
  add_sections(60);
  EXPECT_TRUE(has_form_of(model("/ledger?kind=organisation"), example("ledger")));
  const Json first = model("/ledger?kind=organisation").at("list");
  EXPECT_EQ(array_at(first, "rows").size(), 50U);
  for (const Json& row : array_at(first, "rows")) {
    EXPECT_NE(text_at(row.at("cells").at(2), "text"), "アカウントを発行");
  }
  const std::string next = text_at(first.at("pages"), "next");
  const Json second = model("/ledger" + next).at("list");
  EXPECT_THAT(next, HasSubstr("kind=organisation"));
  EXPECT_FALSE(array_at(second, "rows").empty());
  EXPECT_EQ(text_at(second.at("pages"), "previous"), "?kind=organisation");
  const Json accounts = model("/ledger?kind=accounts").at("list");
  EXPECT_EQ(array_at(accounts, "rows").size(), 1U);
  EXPECT_TRUE(model("/ledger?kind=sign-ins").at("list").at("pages").is_null());
}

TEST_F(LedgerPages, ARecordIsShownWithItsProof) {
  const Json page = model(address(town_.records()));
  EXPECT_TRUE(has_form_of(page, example("record")));
  const Json& record = page.at("record");
  EXPECT_EQ(text_at(record, "act"), "organisation.appoint");
  EXPECT_EQ(text_at(record.at("person"), "name"), "事務 花子");
  EXPECT_EQ(text_at(record.at("person"), "office"), "mamori管理者");
  EXPECT_THAT(text_at(record, "canonical"), StartsWith("mamori-record/1\n"));
  EXPECT_TRUE(record.at("next").is_null());
  EXPECT_FALSE(array_at(record, "contents").empty());
}

// What the record quotes stays readable however the regulation changes later.
TEST_F(LedgerPages, AnActIsShownWithTheArticlesAsTheyReadThen) {
  const std::string administrator = town_.person("事務 花子");
  const auto laptop = town_.acts().add_entry(administrator, "assets",
                                             {{"name", "ノート"},
                                              {"kind", "terminal"},
                                              {"importance", "3"},
                                              {"section", town_.section("住民課")}});
  ASSERT_TRUE(laptop.has_value());
  const auto filed =
      town_.acts().file_application(town_.person("石井 由美"), "takeout",
                                    {{"assets", JsonArray{Json(text_at(laptop->payload, "id"))}},
                                     {"purpose", "調査"},
                                     {"destination", "西部地区"},
                                     {"from", "R8.11.21"},
                                     {"due", "R8.11.25"},
                                     {"means", "on_foot"}});
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const auto permitted = town_.acts().act_on_application(
      town_.person("佐々木 誠"), text_at(filed->payload, "application"), "approve", JsonObject());
  ASSERT_TRUE(permitted.has_value()) << permitted.error().message;
  const Json record = model(address(permitted->record_number)).at("record");
  EXPECT_EQ(text_at(record, "under_version"), "第1版");
  ASSERT_FALSE(array_at(record, "under").empty());
  EXPECT_FALSE(text_at(array_at(record, "under").at(0), "text").empty());
  EXPECT_THAT(get(address(permitted->record_number)).body, HasSubstr("この行為のときの条文"));
}

// Joining the hashes on the sides that the page says gives the root of the checkpoint.
TEST_F(LedgerPages, TheProofOfEveryRecordAddsUp) {
  for (std::uint64_t number = 1; number <= town_.records(); ++number) {
    const Json page = model(address(number));
    ledger::Hash hash = ledger::leaf_hash(text_at(page.at("record"), "canonical"));
    EXPECT_EQ(hex(as_text(hash)), text_at(page.at("record"), "leaf_hash"));
    for (const Json& step : array_at(page.at("proof"), "hashes")) {
      ledger::Hash other{};
      const std::string digits = text_at(step, "hash");
      for (std::size_t at = 0; at < other.size(); ++at) {
        other[at] = static_cast<std::uint8_t>(std::stoi(digits.substr(at * 2, 2), nullptr, 16));
      }
      const bool left = text_at(step, "side") == "左";
      hash = left ? ledger::node_hash(other, hash) : ledger::node_hash(hash, other);
    }
    EXPECT_EQ(hex(as_text(hash)), text_at(page.at("checkpoint"), "root")) << number;
  }
}

TEST_F(LedgerPages, ALongPayloadIsAFileInsteadOfAPage) {
  const auto number = newest_of("regulation.adopt");
  const Json record = model(address(number)).at("record");
  EXPECT_TRUE(record.at("payload").is_null());
  const Response file = get(address(number) + "/payload");
  EXPECT_EQ(file.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(text_at(parsed(file), "source_name"), "model.txt");
}

TEST_F(LedgerPages, AnErasedRecordStillProvesItself) {
  const auto number = newest_of("organisation.add_person");
  const auto erased = town_.body().store().write([&](store::Connection& db) {
    return town_.body().journal().erase(db, number, "system:test", "保存期間の満了");
  });
  ASSERT_TRUE(erased.has_value());
  const Json page = model(address(number));
  EXPECT_TRUE(page.at("record").at("erased").as_bool());
  EXPECT_TRUE(page.at("record").at("payload").is_null());
  EXPECT_FALSE(array_at(page.at("proof"), "hashes").empty());
  EXPECT_EQ(get(address(number) + "/payload").status, 404);
  EXPECT_EQ(get(address(number)).status, 200);
}

TEST_F(LedgerPages, ThePagesRender) {
  EXPECT_THAT(get("/ledger").body, HasSubstr("任命"));
  EXPECT_THAT(get(address(town_.records())).body, HasSubstr("mamori verify"));
}

TEST_F(LedgerPages, UnknownNumbersAreNotFound) {
  for (const std::string_view wrong : {"/ledger/0", "/ledger/99999", "/ledger/x", "/ledger/-1"}) {
    EXPECT_EQ(get(wrong).status, 404) << wrong;
  }
}

TEST_F(LedgerPages, StaffMayNotReadTheLedger) {
  sign_in_as("小川 直樹");
  EXPECT_EQ(get("/ledger").status, 403);
  EXPECT_EQ(get(address(1)).status, 403);
}

}  // namespace
}  // namespace mamori::web
