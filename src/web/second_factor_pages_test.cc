#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "body/account_acts.h"
#include "body/signing_in.h"
#include "identity/factors.h"
#include "identity/testing_authenticator.h"
#include "identity/totp.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using namespace std::chrono_literals;
using identity::testing::Authenticator;
using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;

Fields fields(std::initializer_list<std::pair<std::string_view, std::string_view>> given) {
  Fields form;
  for (const auto& [name, value] : given) form.add(std::string(name), std::string(value));
  return form;
}

class SecondFactorPages : public testing::TestingSite {
 protected:
  SecondFactorPages() : TestingSite(all_routes()) {
    administrator_ = town_.person("事務 花子");
    sign_in(administrator_);
  }

  // The body asks a second factor of its administrators.
  void require() {
    body::AccountActs acts(town_.body(), town_.acts());
    ASSERT_TRUE(acts.set_rules(administrator_, {{"password_characters_min", "12"},
                                                {"past_passwords", "5"},
                                                {"password_days", "0"},
                                                {"presence_minutes", "30"},
                                                {"second_factor_for_all", "no"},
                                                {"second_factor_offices", "administrator"}}));
  }
  std::string code() {
    const auto vault = town_.body().vault();
    const std::string secret = town_.read([&](store::Connection& db) {
      return identity::pending_totp(db, *vault, administrator_, town_.clock().now())
          .value_or(secret_);
    });
    secret_ = secret;
    return identity::totp_code(secret_, identity::totp_step(town_.clock().now()));
  }
  void enrol() {
    EXPECT_EQ(post("/account/second-factor/begin", {}).status, 303);
    EXPECT_EQ(post("/account/second-factor", fields({{"code", code()}})).status, 200);
    town_.clock().advance(30s);
  }
  // With the password: the session then awaits the second factor.
  void begin_sign_in() {
    const auto made = body::complete_sign_in(
        town_.body(), {.person_id = administrator_, .origin = {"192.0.2.1", "test"}});
    ASSERT_TRUE(made);
    go_on_with(made->token);
  }

  std::string administrator_;
  std::string secret_;
};

TEST_F(SecondFactorPages, WhoMustHaveOneGetsNowhereElseBefore) {
  require();
  EXPECT_THAT(get("/home").headers.get("Location"), HasSubstr("/account/second-factor"));
  EXPECT_TRUE(has_form_of(model("/account/second-factor"), example("factor-setup.registered")));
  EXPECT_EQ(post("/account/second-factor/begin", {}).status, 303);
  EXPECT_TRUE(has_form_of(model("/account/second-factor"), example("factor-setup")));
  EXPECT_EQ(post("/account/second-factor", fields({{"code", "000000"}})).status, 422);
  const Response shown = post("/account/second-factor", fields({{"code", code()}}));
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("二度と表示できません"));
  EXPECT_EQ(get("/home").status, 200);
  EXPECT_EQ(post("/account/second-factor/remove", {}).status, 409) << "the office needs it";
}

TEST_F(SecondFactorPages, UntilItIsShownNothingOpensAndNobodyIsNamed) {
  enrol();
  begin_sign_in();
  EXPECT_THAT(get("/home").headers.get("Location"), HasSubstr("/second-factor"));
  EXPECT_EQ(get("/home", "application/json").status, 403);
  EXPECT_EQ(post("/account/second-factor/begin", {}, "application/json").status, 403);
  EXPECT_EQ(model("/session").at("person"), Json());
  const std::string page = get("/second-factor").body;
  EXPECT_THAT(page, Not(HasSubstr("事務 花子")));
  EXPECT_TRUE(has_form_of(model("/second-factor"), example("second-factor")));
  EXPECT_EQ(post("/second-factor", fields({{"code", "000000"}})).status, 422);
  const Response entered = post("/second-factor", fields({{"code", code()}}));
  EXPECT_EQ(entered.status, 303);
  EXPECT_THAT(entered.headers.get("Set-Cookie"), HasSubstr("__Host-mamori"));
}

TEST_F(SecondFactorPages, APasskeyIsRegisteredAndSignsInAlone) {
  const identity::RelyingParty here{"localhost", "http://localhost"};
  Authenticator authenticator(-8);
  const Json asked = parsed(post("/account/passkeys/options", {}, "application/json"));
  const auto challenge = [](const Json& options) {
    return identity::from_base64url(text_at(options, "challenge")).value();
  };
  const auto made = authenticator.create(here, challenge(asked));
  const auto registration = fields({{"name", "机の鍵"},
                                    {"client_data", base64url(made.client_data)},
                                    {"attestation", base64url(made.attestation)}});
  const Response enrolled = post("/account/passkeys", registration, "application/json");
  ASSERT_EQ(enrolled.status, 200) << enrolled.body;
  EXPECT_EQ(array_at(parsed(enrolled), "recovery_codes").size(), 10U);
  EXPECT_EQ(post("/account/passkeys", registration, "application/json").status, 401)
      << "the challenge is used up";
  EXPECT_THAT(get("/account/second-factor").body, HasSubstr("机の鍵"));

  sign_out();
  const Json options = parsed(post("/passkey/options", {}, "application/json"));
  const auto sent = authenticator.get(here, challenge(options));
  const auto form = fields({{"credential_id", base64url(sent.credential_id)},
                            {"client_data", base64url(sent.client_data)},
                            {"authenticator_data", base64url(sent.authenticator_data)},
                            {"signature", base64url(sent.signature)}});
  const Response entered = post("/passkey", form, "application/json");
  ASSERT_EQ(entered.status, 200) << entered.body;
  EXPECT_EQ(text_at(parsed(entered).at("person"), "name"), "事務 花子");
  EXPECT_EQ(post("/passkey", form, "application/json").status, 401) << "nothing is replayed";
}

TEST_F(SecondFactorPages, PrivilegedActsAskForAProofOfPresenceAndLoseNothing) {
  sign_in_as("石井 由美");
  sign_in(administrator_);
  town_.clock().advance(31min);
  const std::string close = "/accounts/" + town_.person("石井 由美") + "/close";
  const Response asked = post(close, fields({{"reason", "退職のため"}}));
  EXPECT_EQ(asked.status, 403);
  EXPECT_THAT(asked.body, HasSubstr("退職のため"));
  EXPECT_THAT(asked.body, HasSubstr("第54条")) << "the article that limits privileged sessions";
  EXPECT_EQ(post(close, fields({{"reason", "退職のため"}, {"presence_password", "wrong"}})).status,
            403);
  EXPECT_EQ(post(close, fields({{"reason", "退職のため"},
                                {"presence_password", body::testing::Town::password}}))
                .status,
            303);
  EXPECT_EQ(post("/accounts/" + town_.person("石井 由美") + "/open", {}).status, 303)
      << "for a while nothing is asked again";
}

TEST_F(SecondFactorPages, TheRulesOfTheBodyAreShownWithTheirArticlesAndSet) {
  EXPECT_TRUE(has_form_of(model("/accounts/rules"), example("account-rules")));
  EXPECT_EQ(post("/accounts/rules", fields({{"password_characters_min", "4"}})).status, 422);
  EXPECT_EQ(post("/accounts/rules", fields({{"password_characters_min", "16"},
                                            {"past_passwords", "5"},
                                            {"password_days", "90"},
                                            {"presence_minutes", "10"},
                                            {"second_factor_for_all", "no"}}))
                .status,
            303);
  EXPECT_THAT(get("/accounts/rules").body, HasSubstr("16文字以上"));
  EXPECT_THAT(get("/password").body, HasSubstr("16文字以上にしてください"));
  town_.clock().advance(std::chrono::days{90});
  sign_in(administrator_);
  EXPECT_THAT(get("/home").headers.get("Location"), HasSubstr("/password"));
  EXPECT_THAT(get("/password").body, HasSubstr("有効日数が過ぎました"));
}

}  // namespace
}  // namespace mamori::web
