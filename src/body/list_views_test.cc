#include "body/list_views.h"

#include <gmock/gmock.h>

#include "body/body_fixture.h"

namespace mamori::body {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListViewTest : public ::testing::Test {
 protected:
  ListViewTest() : administrator_(town_.settle()), clerk_(town_.person("小川 直樹")) {}

  Result<Done> save(std::string_view person, std::string_view name, bool shared = false,
                    std::string_view query = "?importance=1") {
    return views_.save(person, "assets",
                       {{"name", name}, {"query", query}, {"shared", shared ? "yes" : ""}});
  }
  std::vector<std::string> names(std::string_view person) {
    std::vector<std::string> list;
    town_.read([&](store::Connection& connection) {
      for (const auto& view : saved_views(connection, "assets", person)) list.push_back(view.name);
      return 0;
    });
    return list;
  }

  testing::Town town_;
  ListViews views_{town_.body(), town_.acts()};
  const std::string administrator_;
  const std::string clerk_;
};

TEST_F(ListViewTest, OnesOwnAreForOneself) {
  ASSERT_TRUE(save(clerk_, "重要なもの"));
  EXPECT_THAT(names(clerk_), ElementsAre("重要なもの"));
  EXPECT_THAT(names(administrator_), IsEmpty());
}

TEST_F(ListViewTest, SharedOnesAreForEverybodyAndMadeByThoseWhoMay) {
  ASSERT_TRUE(save(administrator_, "棚卸し", true));
  EXPECT_THAT(names(clerk_), ElementsAre("棚卸し"));
  EXPECT_FALSE(save(clerk_, "私の考え", true));
  EXPECT_FALSE(views_.remove(clerk_, "assets", {{"name", "棚卸し"}, {"shared", "yes"}}));
}

TEST_F(ListViewTest, ANameStandsForTheNewest) {
  ASSERT_TRUE(save(clerk_, "今年"));
  ASSERT_TRUE(save(clerk_, "今年", false, "?importance=2"));
  town_.read([&](store::Connection& connection) {
    const auto views = saved_views(connection, "assets", clerk_);
    EXPECT_EQ(views.size(), 1U);
    EXPECT_EQ(views.front().query, "?importance=2");
    return 0;
  });
  ASSERT_TRUE(views_.remove(clerk_, "assets", {{"name", "今年"}}));
  EXPECT_THAT(names(clerk_), IsEmpty());
  EXPECT_EQ(views_.remove(clerk_, "assets", {{"name", "今年"}}).error().code, "view_unknown");
}

TEST_F(ListViewTest, WhatIsNoViewIsRefused) {
  EXPECT_EQ(save(clerk_, "").error().code, "input_invalid");
  EXPECT_EQ(save(clerk_, "外へ", false, "http://example.org/").error().code, "input_invalid");
}

}  // namespace
}  // namespace mamori::body
