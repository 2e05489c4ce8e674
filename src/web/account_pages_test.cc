#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "body/account_acts.h"
#include "body/signing_in.h"
#include "web/account_parts.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;
using ::testing::Not;

class AccountPages : public testing::TestingSite {
 protected:
  AccountPages() : TestingSite(all_routes()) {}

  std::string elsewhere(std::string_view name) {
    const auto made = body::complete_sign_in(
        town_.body(), {.person_id = town_.person(name),
                       .origin = {"198.51.100.9", "Mozilla/5.0 (Windows NT 10.0) Edg/130.0"}});
    EXPECT_TRUE(made.has_value());
    return made ? made->token : std::string();
  }
};

TEST_F(AccountPages, OnesOwnShowsWhereOneIsSignedInAndWhatWasDone) {
  sign_in_as("石井 由美");
  elsewhere("石井 由美");
  const Json page = model("/account");
  EXPECT_TRUE(has_form_of(page, example("account")));
  const std::string html = get("/account").body;
  EXPECT_THAT(html, HasSubstr("この画面"));
  EXPECT_THAT(html, HasSubstr("Edge（Windows）"));
  EXPECT_THAT(html, HasSubstr("198.51.100.9"));
  EXPECT_THAT(html, HasSubstr("サインイン"));
}

TEST_F(AccountPages, ASessionElsewhereIsEndedFromHere) {
  sign_in_as("石井 由美");
  const std::string token = elsewhere("石井 由美");
  EXPECT_EQ(post("/account/sessions/others/end", {}).status, 303);
  EXPECT_FALSE(town_.read([&](store::Connection& db) {
    return identity::find_session(db, token, town_.clock().now());
  }));
  EXPECT_EQ(post("/account/sessions/unknown/end", {}).status, 404);
}

TEST_F(AccountPages, AnIdleSessionEndsWhenTheBodySaysSo) {
  body::AccountActs acts(town_.body(), town_.acts());
  ASSERT_TRUE(acts.set_rules(town_.person("事務 花子"), {{"idle_minutes", "10"}}));
  town_.clock().advance(std::chrono::minutes{9});
  EXPECT_EQ(get("/home").status, 200);
  town_.clock().advance(std::chrono::minutes{10});
  EXPECT_EQ(get("/home").status, 303);
}

TEST_F(AccountPages, TheAccountsAreInTheNavigationOfThoseWhoMaySeeThem) {
  EXPECT_THAT(get("/home").body, HasSubstr("/b/mimori/accounts\""));
  sign_in_as("石井 由美");
  EXPECT_THAT(get("/home").body, Not(HasSubstr("/b/mimori/accounts\"")));
}

TEST_F(AccountPages, TheAdministratorSeesAllAccountsAndClosesThatOfALeaver) {
  const std::string administrator = town_.person("事務 花子");
  sign_in_as("石井 由美");
  sign_in(administrator);
  EXPECT_TRUE(has_form_of(model("/accounts"), example("accounts")));
  const std::string address = "/accounts/" + town_.person("石井 由美");
  EXPECT_TRUE(has_form_of(model(address), example("account-person")));
  EXPECT_EQ(post(address + "/close", {}).status, 422);
  Fields form;
  form.add("reason", "退職のため");
  EXPECT_EQ(post(address + "/close", form).status, 303);
  EXPECT_THAT(get("/accounts").body, HasSubstr("停止中"));
  EXPECT_THAT(get("/accounts/events").body, HasSubstr("アカウントを停止"));
  EXPECT_TRUE(has_form_of(model("/accounts/events"), example("accounts.events")));
  EXPECT_EQ(post(address + "/open", {}).status, 303);
}

TEST_F(AccountPages, AreForThoseWhoRunTheBody) {
  const std::string other = "/accounts/" + town_.person("事務 花子");
  sign_in_as("石井 由美");
  for (const std::string& address :
       {std::string("/accounts"), std::string("/accounts/events"), other}) {
    EXPECT_EQ(get(address).status, 403) << address;
  }
  EXPECT_EQ(post(other + "/close", {}).status, 403);
  EXPECT_EQ(post(other + "/sessions/end", {}).status, 403);
}

TEST(Devices, AreNamedAsPeopleKnowThem) {
  EXPECT_EQ(device_text("Mozilla/5.0 (iPhone; …) Version/17 Safari/604"), "Safari（iPhone）");
  EXPECT_EQ(device_text("Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537"),
            "Chrome（Linux）");
  EXPECT_EQ(device_text("curl/7.88"), "curl/7.88");
  EXPECT_EQ(device_text(""), "不明");
}

}  // namespace
}  // namespace mamori::web
