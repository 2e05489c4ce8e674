#include "body/signing_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "body/account_acts.h"
#include "body/body_fixture.h"
#include "identity/accounts.h"
#include "identity/events.h"
#include "identity/sign_in.h"

namespace mamori::body {
namespace {

using namespace std::chrono_literals;
using identity::Means;
using ::testing::ElementsAre;

class SigningIn : public ::testing::Test {
 protected:
  SigningIn() { clerk_ = account("石井 由美", "ishii"); }

  std::string account(std::string_view name, std::string_view login) {
    const std::string person = town_.person(name);
    const auto made = town_.body().store().write([&](store::Connection& db) {
      return identity::create_account(db, person, login, identity::prepare_own(hasher_, password_),
                                      town_.clock().now());
    });
    EXPECT_TRUE(made.has_value());
    return person;
  }

  Result<identity::NewSession> sign_in(Means means = Means::password) {
    return complete_sign_in(town_.body(),
                            {.person_id = clerk_, .means = means, .origin = {"192.0.2.7", "test"}});
  }

  Result<identity::Account> try_password(std::string_view login, std::string_view password) {
    return identity::verify(town_.body().store(), hasher_, limiter_, town_.body().failed_sign_ins(),
                            {std::string(login), std::string(password), "192.0.2.7"},
                            town_.clock().now());
  }

  std::vector<std::string> kinds() {
    std::vector<std::string> kinds;
    town_.read([&](store::Connection& db) {
      for (const auto& event : identity::events_of(db, clerk_, 100)) kinds.push_back(event.kind);
    });
    return kinds;
  }

  Json newest_payload() {
    return town_.read([&](store::Connection& db) {
      return ledger::record_at(db, identity::newest_events(db, 1).front().record_number)->payload;
    });
  }

  static constexpr std::string_view password_ = "zebra-kettle-91-lamp";
  testing::Town town_;
  const std::string administrator_ = town_.settle();
  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  identity::AttemptLimiter limiter_;
  std::string clerk_;
};

TEST_F(SigningIn, IsRecordedWithItsMeansAndWhereFrom) {
  ASSERT_TRUE(sign_in(Means::directory));
  EXPECT_THAT(kinds(), ElementsAre("identity.sign_in"));
  EXPECT_EQ(text_at(newest_payload(), "means"), "directory");
  EXPECT_EQ(text_at(newest_payload(), "address"), "192.0.2.7");
  EXPECT_EQ(text_at(newest_payload(), "person_name"), "石井 由美");
}

TEST_F(SigningIn, AndOutAreBothRecordedOutOnlyOnce) {
  const auto session = sign_in();
  ASSERT_TRUE(session);
  EXPECT_TRUE(sign_out(town_.body(), session->token));
  EXPECT_TRUE(sign_out(town_.body(), session->token));
  EXPECT_THAT(kinds(), ElementsAre("identity.sign_out", "identity.sign_in"));
}

TEST_F(SigningIn, FailuresAreRecordedByTheClockNotByTheOneWhoFails) {
  const std::uint64_t before = town_.records();
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(try_password("ishii", "wrong"));
  EXPECT_FALSE(try_password("nobody", "wrong"));
  EXPECT_EQ(town_.records(), before);
  ASSERT_TRUE(town_.body().tick());
  ASSERT_TRUE(town_.body().tick());
  EXPECT_THAT(kinds(), ElementsAre("identity.sign_in_failed"));
  EXPECT_EQ(integer_at(newest_payload(), "attempts"), 3);
  EXPECT_EQ(town_.body().failed_sign_ins().unknown_names(), 1);
}

TEST_F(SigningIn, SomebodyWhoseAccountIsClosedGetsNoSessionByAnyMeans) {
  AccountActs acts(town_.body(), town_.acts());
  ASSERT_TRUE(acts.close_account(administrator_, clerk_, {{"reason", "退職のため"}}));
  for (const Means means : {Means::password, Means::passkey, Means::directory, Means::provider}) {
    const auto refused = sign_in(means);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "account_locked");
  }
}

TEST_F(SigningIn, SomebodyWithoutAnAccountIsRefused) {
  const auto refused =
      complete_sign_in(town_.body(), {.person_id = "nobody", .origin = {"192.0.2.7", "test"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "account_unknown");
}

TEST_F(SigningIn, WithoutAPasswordHereNothingTypedMatches) {
  const std::string mori = town_.person("小川 直樹");
  ASSERT_TRUE(town_.body().store().write([&](store::Connection& db) {
    return identity::create_account(db, mori, "ogawa", identity::prepare_none(),
                                    town_.clock().now());
  }));
  EXPECT_FALSE(try_password("ogawa", ""));
  EXPECT_FALSE(try_password("ogawa", "anything"));
  EXPECT_TRUE(complete_sign_in(
      town_.body(),
      {.person_id = mori, .means = Means::directory, .origin = {"192.0.2.7", "test"}}));
}

TEST_F(SigningIn, ClosingAnAccountEndsItsSessionsAndNeedsAReason) {
  AccountActs acts(town_.body(), town_.acts());
  const auto session = sign_in();
  ASSERT_TRUE(session);
  EXPECT_EQ(acts.close_account(administrator_, clerk_, JsonObject{}).error().code, "field_missing");
  ASSERT_TRUE(acts.close_account(administrator_, clerk_, {{"reason", "退職のため"}}));
  EXPECT_FALSE(town_.read([&](store::Connection& db) {
    return identity::find_session(db, session->token, town_.clock().now());
  }));
  EXPECT_EQ(text_at(newest_payload(), "reason"), "退職のため");
  ASSERT_TRUE(acts.open_account(administrator_, clerk_, JsonObject{}));
  EXPECT_TRUE(sign_in());
}

TEST_F(SigningIn, AccountsAreClosedByAdministratorsAndNeverOnesOwn) {
  AccountActs acts(town_.body(), town_.acts());
  const Json reason{{"reason", "退職のため"}};
  EXPECT_EQ(acts.close_account(administrator_, administrator_, reason).error().code, "own_account");
  EXPECT_EQ(acts.close_account(clerk_, administrator_, reason).error().fault, Fault::forbidden);
  EXPECT_EQ(acts.end_sessions_of(clerk_, administrator_).error().fault, Fault::forbidden);
}

TEST_F(SigningIn, OnesOwnSessionsAreEndedOneByOneOrAllOthersTogether) {
  AccountActs acts(town_.body(), town_.acts());
  const auto here = sign_in();
  const auto there = sign_in();
  ASSERT_TRUE(here && there && sign_in());
  EXPECT_TRUE(acts.end_own_session(clerk_, there->session.id));
  EXPECT_EQ(acts.end_own_session(clerk_, there->session.id).error().code, "session_unknown");
  EXPECT_TRUE(acts.end_own_other_sessions(clerk_, here->session.id));
  EXPECT_EQ(integer_at(newest_payload(), "sessions"), 1);
  const auto left = town_.read([&](store::Connection& db) {
    return identity::list_sessions(db, clerk_, town_.clock().now());
  });
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().id, here->session.id);
}

}  // namespace
}  // namespace mamori::body
