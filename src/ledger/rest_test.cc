#include "ledger/rest.h"

#include "base/json.h"
#include "ledger/ledger_fixture.h"
#include "ledger/verify.h"

namespace mamori::ledger {
namespace {

class Rest : public testing::LedgerTest {
 protected:
  Rest() {
    record("roster:1", {{"names", JsonArray{"岡", "林", "森"}}});
    record();
  }

  void leave(const JsonArray& names) {
    const Json rest = JsonObject{{"names", names}};
    EXPECT_TRUE(erase_but(journal_, connection(), 1, "p1", "保存期間の満了", rest));
    journal_.seal(connection());
  }
  // What a replay makes of the first record.
  std::string replayed() {
    std::string names;
    Journal journal("test-city", clock_, signer_);
    journal.project("registers.", [&](store::Connection&, const Record& replayed) {
      if (replayed.number == 1) names = canonical_json(Json(array_at(replayed.payload, "names")));
    });
    journal.replay(connection());
    return names;
  }
};

TEST_F(Rest, StandsForThePayloadInAReplay) {
  leave({"岡", "森"});
  EXPECT_TRUE(record_at(connection(), 1)->erased);
  EXPECT_EQ(replayed(), R"(["岡","森"])");
}

TEST_F(Rest, GoesWhenTheNextOneIsTakenOut) {
  leave({"岡", "森"});
  leave({"森"});
  EXPECT_EQ(replayed(), R"(["森"])");
  for (const Record& each : records_from(connection(), 1)) {
    EXPECT_FALSE(canonical_json(each.payload).contains("岡")) << each.number;
  }
}

TEST_F(Rest, IsForAVerifierARecordLikeAnyOther) {
  leave({"岡", "森"});
  leave({"森"});
  const VerifyReport report = verify_store(connection());
  EXPECT_TRUE(report.ok) << report.message_ja;
  EXPECT_EQ(report.erased, 2U);
}

TEST_F(Rest, OfNoRecordCannotBeMade) {
  const auto refused = erase_but(journal_, connection(), 99, "p1", "", JsonObject{});
  EXPECT_EQ(refused.error().code, "record_not_found");
}

}  // namespace
}  // namespace mamori::ledger
