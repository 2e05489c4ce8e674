// Which body answers an address, and what is said where none does.
#include "web/bodies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "body/body_fixture.h"
#include "web/pages.h"

namespace mamori::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class BodiesTest : public ::testing::Test {
 protected:
  std::shared_ptr<const Services> services_of(body::testing::Town& town) {
    return std::make_shared<Services>(
        Services{town.body(), town.acts(), hasher_, attempts_, "http://localhost"});
  }

  Response get(std::string_view address, std::string_view accept = "text/html") const {
    const auto target = parse_target(address).value();
    Request request{.method = Method::get, .path = target.path, .query = target.query};
    request.headers.add("Accept", accept);
    return site_.respond(request);
  }

  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  identity::AttemptLimiter attempts_;
  const Templates templates_ = Templates::from_files(embedded::pages()).value();
  const Assets assets_{std::span<const embedded::File>{}};
  Bodies bodies_;
  const Site site_ = Site::create({bodies_, templates_, assets_}, all_routes()).value();
  body::testing::Town town_{body::testing::shipped(), "town"};
  body::testing::Town village_{body::testing::shipped(), "village"};
};

TEST_F(BodiesTest, EachBodyHasItsOwnAddresses) {
  bodies_.serve(services_of(town_));
  bodies_.serve(services_of(village_));
  EXPECT_THAT(get("/b/town/sign-in").body, HasSubstr("action=\"/b/town/sign-in\""));
  EXPECT_THAT(get("/b/village/sign-in").body, HasSubstr("action=\"/b/village/sign-in\""));
  EXPECT_EQ(get("/b/town").headers.get("Location"), "/b/town/home");
}

TEST_F(BodiesTest, TheFrontPageOfOneBodyLeadsToItsWork) {
  bodies_.serve(services_of(town_));
  EXPECT_EQ(get("/").headers.get("Location"), "/b/town/home");
}

TEST_F(BodiesTest, TheFrontPageOfSeveralAsksForTheNameAndNamesNobody) {
  bodies_.serve(services_of(town_));
  bodies_.serve(services_of(village_));
  const Response front = get("/");
  EXPECT_EQ(front.status, 200);
  EXPECT_THAT(front.body, HasSubstr("name=\"body\""));
  EXPECT_THAT(front.body, Not(HasSubstr("village")));
  EXPECT_EQ(get("/?body=village").headers.get("Location"), "/b/village/home");
}

TEST_F(BodiesTest, TheFrontPageListsThemWhereTheOperatorSaysSo) {
  bodies_.serve(services_of(town_));
  bodies_.serve(services_of(village_));
  const Site listing = Site::create({bodies_, templates_, assets_, true}, all_routes()).value();
  const Request request{.method = Method::get, .path = "/"};
  EXPECT_THAT(listing.respond(request).body, HasSubstr("href=\"/b/village/home\""));
}

TEST_F(BodiesTest, ABodyThatCannotBeUsedSaysSoAndTheOthersRun) {
  bodies_.serve(services_of(town_));
  bodies_.close("village");
  EXPECT_EQ(get("/b/village/home").status, 503);
  EXPECT_THAT(get("/b/village/sign-in").body, HasSubstr("この団体のmamoriは、いま使えません。"));
  EXPECT_EQ(get("/b/town/sign-in").status, 200);
}

TEST_F(BodiesTest, ABodyMayComeAndGoWhileOthersRun) {
  bodies_.serve(services_of(town_));
  EXPECT_EQ(get("/b/village/sign-in").status, 404);
  bodies_.serve(services_of(village_));
  EXPECT_EQ(get("/b/village/sign-in").status, 200);
  const auto in_use = bodies_.find("village").value();  // a request that still runs
  bodies_.forget("village");
  EXPECT_EQ(get("/b/village/sign-in").status, 404);
  EXPECT_EQ(in_use->body.slug(), "village");
  EXPECT_THAT(bodies_.slugs(), ElementsAre("town"));
}

}  // namespace
}  // namespace mamori::web
