#include "body/factor_acts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "body/account_acts.h"
#include "body/body_fixture.h"
#include "body/signing_in.h"
#include "identity/events.h"
#include "identity/totp.h"

namespace mamori::body {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SecondFactors : public ::testing::Test {
 protected:
  // Registers an authenticator app for the administrator; returns the recovery codes.
  std::vector<std::string> enrol() {
    EXPECT_TRUE(factors_.begin_totp(administrator_));
    const auto vault = town_.body().vault();
    secret_ = town_.read([&](store::Connection& db) {
      return identity::pending_totp(db, *vault, administrator_, town_.clock().now()).value();
    });
    const auto enrolled = factors_.confirm_totp(administrator_, code());
    EXPECT_TRUE(enrolled.has_value());
    town_.clock().advance(30s);
    return enrolled ? enrolled->recovery_codes : std::vector<std::string>{};
  }
  std::string code() {
    return identity::totp_code(secret_, identity::totp_step(town_.clock().now()));
  }

  Result<identity::NewSession> with_password(bool two_factors = false) {
    return complete_sign_in(
        town_.body(),
        {.person_id = administrator_, .two_factors = two_factors, .origin = {"192.0.2.7", "test"}});
  }
  Result<identity::NewSession> with_code(const std::string& token, std::string_view code) {
    return complete_second_factor(town_.body(), hasher_, limiter_,
                                  {token, std::string(code), {"192.0.2.7", "test"}});
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> kinds;
    town_.read([&](store::Connection& db) {
      for (const auto& event : identity::events_of(db, administrator_, 100)) {
        kinds.push_back(event.kind);
      }
    });
    return kinds;
  }

  testing::Town town_;
  const std::string administrator_ = town_.settle();
  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  identity::AttemptLimiter limiter_;
  FactorActs factors_{town_.body(), town_.acts(), hasher_};
  std::string secret_;
};

TEST_F(SecondFactors, AreAskedForAfterThePasswordAndOnlyThenASignInIsRecorded) {
  enrol();
  const auto awaiting = with_password();
  ASSERT_TRUE(awaiting);
  EXPECT_TRUE(awaiting->session.awaits_factor);
  EXPECT_THAT(kinds(), ::testing::Not(Contains("identity.sign_in")));
  const auto entered = with_code(awaiting->token, code());
  ASSERT_TRUE(entered) << entered.error().code;
  EXPECT_FALSE(entered->session.awaits_factor);
  EXPECT_THAT(kinds(), Contains("identity.sign_in"));
  EXPECT_EQ(with_code(awaiting->token, code()).error().code, "not_signed_in") << "it has ended";
}

TEST_F(SecondFactors, ProvenByTheMeansItselfAreNotAskedForAgain) {
  enrol();
  const auto entered = with_password(true);
  ASSERT_TRUE(entered);
  EXPECT_FALSE(entered->session.awaits_factor);
}

TEST_F(SecondFactors, ARecoveryCodeStandsInOnce) {
  const auto codes = enrol();
  ASSERT_THAT(codes, SizeIs(10));
  ASSERT_TRUE(with_code(with_password()->token, codes[4]));
  EXPECT_EQ(with_code(with_password()->token, codes[4]).error().code, "second_factor_wrong");
  EXPECT_THAT(kinds(), Contains("identity.use_recovery_code"));
}

TEST_F(SecondFactors, GuessingThemIsStoppedAndRecorded) {
  enrol();
  const auto awaiting = with_password();
  for (int attempt = 0; attempt < 5; ++attempt) {
    EXPECT_EQ(with_code(awaiting->token, "000000").error().code, "second_factor_wrong");
  }
  EXPECT_EQ(with_code(awaiting->token, code()).error().code, "too_many_attempts");
  ASSERT_TRUE(town_.body().tick());
  EXPECT_THAT(kinds(), Contains("identity.sign_in_failed"));
}

TEST_F(SecondFactors, AreAwaitedTenMinutes) {
  enrol();
  const auto awaiting = with_password();
  town_.clock().advance(10min);
  EXPECT_EQ(with_code(awaiting->token, code()).error().code, "not_signed_in");
}

TEST_F(SecondFactors, AnAdministratorRemovesThoseOfSomebodyWhoLostTheirs) {
  enrol();
  const std::string clerk = town_.person("石井 由美");
  EXPECT_EQ(factors_.remove_of(clerk, administrator_, {{"reason", "紛失"}}).error().fault,
            Fault::forbidden);
  EXPECT_EQ(factors_.remove_of(administrator_, administrator_, JsonObject{}).error().code,
            "field_missing");
  ASSERT_TRUE(factors_.remove_of(administrator_, administrator_, {{"reason", "紛失"}}));
  EXPECT_FALSE(with_password()->session.awaits_factor);
}

TEST_F(SecondFactors, AreNeededByWhomTheBodySays) {
  const auto needed = [&](std::string_view person, const std::vector<std::string>& by_default) {
    return town_.read([&](store::Connection& db) {
      return needs_second_factor(db, identity::rules(db), person, town_.today(), by_default);
    });
  };
  EXPECT_TRUE(needed(administrator_, {"administrator"}));
  EXPECT_FALSE(needed(administrator_, {}));
  EXPECT_FALSE(needed(town_.person("石井 由美"), {"administrator"}));

  AccountActs acts(town_.body(), town_.acts());
  Json rules{{"password_characters_min", "12"},
             {"past_passwords", "5"},
             {"password_days", "0"},
             {"presence_minutes", "30"},
             {"second_factor_for_all", "yes"},
             {"reason", "規程第55条"}};
  ASSERT_TRUE(acts.set_rules(administrator_, rules));
  EXPECT_TRUE(needed(town_.person("石井 由美"), {}));
  rules.at("second_factor_for_all") = "no";
  ASSERT_TRUE(acts.set_rules(administrator_, rules));
  EXPECT_FALSE(needed(administrator_, {"administrator"})) << "the body has said: nobody";
  EXPECT_EQ(acts.set_rules(town_.person("石井 由美"), rules).error().fault, Fault::forbidden);
}

TEST_F(SecondFactors, PresenceIsProvedByThePasswordAndGuessingItIsStopped) {
  const auto session = with_password();
  const auto prove = [&](std::string_view password) {
    return renew_presence(
        town_.body(), hasher_, limiter_,
        {administrator_, session->session.id, std::string(password), "192.0.2.7"});
  };
  town_.clock().advance(40min);
  ASSERT_TRUE(prove(testing::Town::password));
  const auto renewed = town_.read([&](store::Connection& db) {
    return identity::find_session(db, session->token, town_.clock().now());
  });
  ASSERT_TRUE(renewed);
  EXPECT_EQ(renewed->proved, town_.clock().now());
  for (int attempt = 0; attempt < 5; ++attempt) {
    EXPECT_EQ(prove("wrong").error().code, "presence_wrong");
  }
  EXPECT_EQ(prove(testing::Town::password).error().code, "too_many_attempts");
}

TEST_F(SecondFactors, AnAdministratorWhoLostEverythingIsRescuedFromTheMachineAndItIsRecorded) {
  enrol();
  AccountActs accounts(town_.body(), town_.acts());
  const auto rescue = [&](std::string_view login, std::string_view reason) {
    return accounts.rescue_administrator(hasher_, login, reason);
  };
  EXPECT_EQ(rescue("jimu", "").error().code, "field_missing");
  EXPECT_EQ(rescue("nobody", "電話を失くした").error().code, "administrator_needed");
  const auto rescued = rescue("jimu", "電話を失くした");
  ASSERT_TRUE(rescued) << rescued.error().message;
  EXPECT_EQ(rescued->person_name, "事務 花子");
  EXPECT_THAT(kinds(), Contains("identity.rescue_administrator"));
  town_.read([&](store::Connection& db) {
    EXPECT_FALSE(identity::factors_of(db, administrator_).any());
    const auto stored = identity::find_by_login(db, "jimu");
    EXPECT_TRUE(stored->account.must_change);
    EXPECT_TRUE(identity::is_password_of(*stored, hasher_, rescued->temporary_password));
  });
}

}  // namespace
}  // namespace mamori::body
