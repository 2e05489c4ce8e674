#include <gtest/gtest.h>

#include "body/directory_acts.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

class Arrivals : public testing::TestingSite {
 protected:
  Arrivals() : TestingSite(all_routes()) {
    body::DirectoryActs acts(town_.body(), town_.acts());
    const auto waiting = acts.admit({.source = directory::ldap_source,
                                     .subject = "uuid-1",
                                     .login = "ogawa",
                                     .name = "小川 直樹",
                                     .kana = "オガワ ナオキ",
                                     .number = "00123",
                                     .sections = {"福祉課"}},
                                    directory::LinkBy::nothing);
    EXPECT_EQ(waiting.error().code, "account_waiting");
  }
  Response answer(std::string_view act, std::string_view person = "") {
    Fields form;
    form.add("person", std::string(person));
    return post(address() + std::string(act), form);
  }
  std::string address() {
    return "/arrivals/" + directory::link_id(directory::ldap_source, "uuid-1");
  }
};

TEST_F(Arrivals, AreShownAsTheExampleSays) {
  const Json model = parsed(get("/arrivals", "application/json"));
  EXPECT_TRUE(testing::has_form_of(model, example("arrivals")));
  EXPECT_NE(get("/arrivals").body.find("小川 直樹"), std::string::npos);
}

TEST_F(Arrivals, AreLinkedOrDismissed) {
  EXPECT_EQ(answer("/link").status, 422);
  EXPECT_EQ(answer("/link", town_.person("小川 直樹")).status, 303);
  EXPECT_NE(get("/arrivals").body.find("待っている人は、いません"), std::string::npos);
  EXPECT_EQ(answer("/dismiss").status, 404);
}

TEST_F(Arrivals, AreForTheAdministrator) {
  sign_in_as("小川 直樹");
  EXPECT_EQ(get("/arrivals").status, 403);
  EXPECT_EQ(answer("/link", town_.person("小川 直樹")).status, 403);
}

TEST_F(Arrivals, WithoutAProviderThereIsNoWayToOne) {
  sign_out();
  EXPECT_EQ(get("/sign-in/provider").status, 404);
  EXPECT_EQ(get("/sign-in/provider/back?code=x&state=y").status, 404);
  const Json model = parsed(get("/sign-in", "application/json"));
  EXPECT_TRUE(testing::has_form_of(model, example("sign-in")));
}

}  // namespace
}  // namespace mamori::web
