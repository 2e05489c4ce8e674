#include "directory/provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/date.h"
#include "base/files.h"
#include "directory/token_fixture.h"
#include "store/testing_database.h"

namespace mamori::directory {
namespace {

using ::testing::HasSubstr;
using testing::key_set;
using testing::Signer;

constexpr std::string_view issuer = "https://id.example.lg.jp/realms/yakuba";
constexpr std::string_view come_back = "https://mamori.example.lg.jp/b/main/sign-in/provider/back";

// A provider that answers from memory, and counts what it is asked.
class ProviderTest : public ::testing::Test {
 protected:
  ProviderTest() {
    settings_.issuer = issuer;
    settings_.client_id = "mamori";
    settings_.number_claim = "employee_number";
    settings_.groups_claim = "groups";
    settings_.groups = {{"/soumu", "総務課"}};
    keys_ = key_set({signer_.jwk()});
  }

  Result<std::string> answer(const Asking& asking) {
    asked_.push_back(asking);
    if (asking.url.ends_with("/.well-known/openid-configuration")) {
      return boost::json::serialize(metadata_);
    }
    if (asking.url.ends_with("/keys")) return keys_;
    if (asking.url.ends_with("/token")) {
      return boost::json::serialize(JsonObject{{"id_token", token_}, {"access_token", "unused"}});
    }
    return fail(Fault::unavailable, "provider_unavailable", "?");
  }
  int asked_for(std::string_view end) const {
    return static_cast<int>(std::ranges::count_if(
        asked_, [&](const Asking& asking) { return asking.url.ends_with(end); }));
  }

  std::unique_ptr<Provider> provider() {
    auto made = Provider::create(settings_, std::string(come_back),
                                 [this](const Asking& asking) { return answer(asking); });
    if (!made) throw std::runtime_error(made.error().message);
    return *std::move(made);
  }

  JsonObject claims(const Flow& flow) const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now_.time_since_epoch());
    return {{"iss", issuer},
            {"sub", "f81d4fae"},
            {"aud", "mamori"},
            {"exp", seconds.count() + 300},
            {"iat", seconds.count()},
            {"nonce", flow.nonce()},
            {"preferred_username", "ogawa"},
            {"name", "小川 直樹"},
            {"employee_number", "00123"},
            {"groups", JsonArray{"/soumu", "/others"}}};
  }
  std::string code_of(Provider& provider, const Flow& flow, const Callback& callback) {
    const auto vouched = provider.complete(flow, callback, now_);
    return vouched ? "ok" : vouched.error().code;
  }

  Instant now_ = start_of_day_in_japan(*parse_day("令和8年11月21日"));
  Signer signer_{Algorithm::es256};
  ProviderSettings settings_;
  JsonObject metadata_{{"issuer", issuer},
                       {"authorization_endpoint", "https://id.example.lg.jp/authorize"},
                       {"token_endpoint", "https://id.example.lg.jp/token"},
                       {"jwks_uri", "https://id.example.lg.jp/keys"}};
  std::string keys_;
  std::string token_;
  std::vector<Asking> asked_;
};

TEST_F(ProviderTest, SendsTheBrowserThereWithAChallenge) {
  const auto asked = provider();
  const Flow flow = Flow::begin();
  const std::string url = asked->authorization_url(flow, now_).value();
  EXPECT_THAT(url, ::testing::StartsWith("https://id.example.lg.jp/authorize?response_type=code&"));
  for (const std::string& part :
       {std::string("client_id=mamori&"), "state=" + flow.state() + "&", "nonce=" + flow.nonce(),
        "code_challenge=" + flow.challenge() + "&", std::string("code_challenge_method=S256"),
        std::string("redirect_uri=https%3A%2F%2Fmamori.example.lg.jp%2Fb%2Fmain%2Fsign-in%2F")}) {
    EXPECT_THAT(url, HasSubstr(part));
  }
  EXPECT_THAT(url, ::testing::Not(HasSubstr(flow.verifier())));
  EXPECT_THAT(url, ::testing::Not(HasSubstr("login_hint")));
}

TEST_F(ProviderTest, SaysWhoItIs) {
  const auto asked = provider();
  const Flow flow = Flow::begin();
  token_ = signer_.token(claims(flow));
  const auto vouched = asked->complete(flow, {flow.state(), "code-1", "", {}}, now_);
  ASSERT_TRUE(vouched) << vouched.error().code;
  EXPECT_EQ(vouched->source, issuer);
  EXPECT_EQ(vouched->subject, "f81d4fae");
  EXPECT_EQ(vouched->login, "ogawa");
  EXPECT_EQ(vouched->name, "小川 直樹");
  EXPECT_EQ(vouched->number, "00123");
  EXPECT_THAT(vouched->sections, ::testing::ElementsAre("総務課"));
  EXPECT_FALSE(vouched->two_factors);
  const std::string form = form_encoded(*asked_[1].form);
  EXPECT_THAT(form, HasSubstr("code=code-1&"));
  EXPECT_THAT(form, HasSubstr("code_verifier=" + flow.verifier()));
}

TEST_F(ProviderTest, SaysWhetherItAskedForTwoFactors) {
  const Flow flow = Flow::begin();
  JsonObject said = claims(flow);
  said["amr"] = JsonArray{"pwd", "mfa"};
  token_ = signer_.token(said);
  EXPECT_TRUE(provider()->complete(flow, {flow.state(), "code-1", "", {}}, now_)->two_factors);
}

TEST_F(ProviderTest, TheBrowserThatComesBackIsTheOneThatWent) {
  const auto asked = provider();
  const Flow flow = Flow::begin();
  token_ = signer_.token(claims(flow));
  EXPECT_EQ(code_of(*asked, flow, {"", "code-1", "", {}}), "sign_in_state");
  EXPECT_EQ(code_of(*asked, flow, {Flow::begin().state(), "code-1", "", {}}), "sign_in_state");
  EXPECT_EQ(code_of(*asked, flow, {flow.state(), "code-1", "", "https://other.example"}),
            "sign_in_state");
  EXPECT_EQ(asked_for("/token"), 0);
  EXPECT_EQ(code_of(*asked, flow, {flow.state(), "", "access_denied", {}}), "provider_denied");
  EXPECT_EQ(code_of(*asked, flow, {flow.state(), "code-1", "", std::string(issuer)}), "ok");
}

TEST_F(ProviderTest, TheTokenIsOfThisSignIn) {
  const auto asked = provider();
  const Flow flow = Flow::begin();
  const Callback back{flow.state(), "code-1", "", {}};
  token_ = signer_.token(claims(Flow::begin()));
  EXPECT_EQ(code_of(*asked, flow, back), "token_nonce");
  token_.clear();
  EXPECT_EQ(code_of(*asked, flow, back), "token_malformed");
}

TEST_F(ProviderTest, WhereItMustSayWhoAnswersItDoes) {
  metadata_["authorization_response_iss_parameter_supported"] = true;
  const auto asked = provider();
  const Flow flow = Flow::begin();
  token_ = signer_.token(claims(flow));
  EXPECT_EQ(code_of(*asked, flow, {flow.state(), "code-1", "", {}}), "sign_in_state");
}

TEST_F(ProviderTest, KeysAreKeptAndFetchedAnewWhenTheyChange) {
  const auto asked = provider();
  const Flow flow = Flow::begin();
  const Callback back{flow.state(), "code-1", "", {}};
  token_ = signer_.token(claims(flow));
  EXPECT_EQ(code_of(*asked, flow, back), "ok");
  EXPECT_EQ(code_of(*asked, flow, back), "ok");
  EXPECT_EQ(asked_for("/keys"), 1);

  const Signer next(Algorithm::rs256, "key-2");
  keys_ = key_set({signer_.jwk(), next.jwk()});
  token_ = next.token(claims(flow));
  EXPECT_EQ(code_of(*asked, flow, back), "token_key_unknown");  // fetched a moment ago
  now_ += Provider::keys_again_after;
  token_ = next.token(claims(flow));
  EXPECT_EQ(code_of(*asked, flow, back), "ok");
  EXPECT_EQ(asked_for("/keys"), 2);

  keys_ = key_set({next.jwk()});  // the old key is taken back
  now_ += Provider::kept_for;
  token_ = signer_.token(claims(flow));
  EXPECT_EQ(code_of(*asked, flow, back), "token_key_unknown");
}

TEST_F(ProviderTest, ItsDescriptionIsOfItselfAndProtected) {
  const Flow flow = Flow::begin();
  const auto code = [&](std::string_view member, const Json& value) {
    const JsonObject before = metadata_;
    metadata_[member] = value;
    const auto url = provider()->authorization_url(flow, now_);
    metadata_ = before;
    return url ? "ok" : url.error().code;
  };
  EXPECT_EQ(code("issuer", "https://id.example.lg.jp"), "provider_metadata");
  EXPECT_EQ(code("token_endpoint", "http://id.example.lg.jp/token"), "provider_metadata");
  EXPECT_EQ(code("jwks_uri", nullptr), "provider_metadata");
  EXPECT_EQ(code("authorization_endpoint", "javascript:alert(1)"), "provider_metadata");
}

TEST_F(ProviderTest, TheSecretGoesTheWayTheProviderTakesIt) {
  const mamori::testing::TestDatabase place;
  settings_.secret_file = place.folder() / "secret";
  ASSERT_TRUE(write_private(settings_.secret_file, "s3cret\n"));
  const Flow flow = Flow::begin();
  token_ = signer_.token(claims(flow));
  EXPECT_EQ(code_of(*provider(), flow, {flow.state(), "code-1", "", {}}), "ok");
  EXPECT_EQ(asked_[1].user, "mamori");
  EXPECT_EQ(asked_[1].password, "s3cret");
  EXPECT_THAT(form_encoded(*asked_[1].form), ::testing::Not(HasSubstr("s3cret")));

  asked_.clear();
  metadata_["token_endpoint_auth_methods_supported"] = JsonArray{"client_secret_post"};
  EXPECT_EQ(code_of(*provider(), flow, {flow.state(), "code-1", "", {}}), "ok");
  EXPECT_EQ(asked_[1].user, "");
  EXPECT_THAT(form_encoded(*asked_[1].form), HasSubstr("client_secret=s3cret"));
}

TEST_F(ProviderTest, SettingsThatWouldNotProtectAreRefused) {
  const auto code = [&](const std::string& redirect) {
    const auto made = Provider::create(settings_, redirect, fetch);
    return made ? "ok" : made.error().code;
  };
  EXPECT_EQ(code(std::string(come_back)), "ok");
  EXPECT_EQ(code("http://mamori.example.lg.jp/back"), "provider_settings");
  EXPECT_EQ(code(""), "provider_settings");
  settings_.scopes = "profile";
  EXPECT_EQ(code(std::string(come_back)), "provider_settings");
  settings_.scopes = "openid";
  settings_.issuer = "http://id.example.lg.jp";
  EXPECT_EQ(code(std::string(come_back)), "provider_settings");
}

TEST_F(ProviderTest, TheSessionThereCanBeEnded) {
  EXPECT_EQ(provider()->logout_url("https://mamori.example.lg.jp/", now_), "");
  metadata_["end_session_endpoint"] = "https://id.example.lg.jp/logout";
  EXPECT_EQ(provider()->logout_url("https://mamori.example.lg.jp/", now_),
            "https://id.example.lg.jp/logout?client_id=mamori&post_logout_redirect_uri="
            "https%3A%2F%2Fmamori.example.lg.jp%2F");
}

// RFC 7636 appendix B fixes how a challenge is made; ours are made the same way.
TEST(FlowTest, IsMadeOfOneSecret) {
  const Flow flow = Flow::begin();
  const auto again = Flow::resume(flow.secret());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state(), flow.state());
  EXPECT_EQ(again->challenge(), base64url(as_text(sha256(flow.verifier()))));
  EXPECT_NE(flow.state(), flow.nonce());
  EXPECT_NE(flow.nonce(), flow.verifier());
  EXPECT_NE(Flow::begin().secret(), flow.secret());
  EXPECT_FALSE(Flow::resume(""));
  EXPECT_FALSE(Flow::resume(std::string(43, '=')));
}

TEST(Fetching, GoesToProtectedPlacesOnly) {
  for (const std::string_view url : {"https://id.example.lg.jp", "http://127.0.0.1:8080/x",
                                     "http://localhost", "http://[::1]:8080/"}) {
    EXPECT_TRUE(is_protected_url(url)) << url;
  }
  for (const std::string_view url :
       {"http://id.example.lg.jp", "http://127.0.0.1.example.jp", "http://localhost:x@evil.jp/",
        "http://localhost@evil.jp", "ftp://localhost", "file:///etc/passwd", ""}) {
    EXPECT_FALSE(is_protected_url(url)) << url;
    EXPECT_FALSE(fetch({.url = std::string(url)})) << url;
  }
}

}  // namespace
}  // namespace mamori::directory
