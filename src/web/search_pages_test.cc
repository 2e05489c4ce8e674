#include <gmock/gmock.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;
using ::testing::HasSubstr;

class SearchPages : public testing::TestingSite {
 protected:
  SearchPages() : TestingSite(all_routes()) {}

  void add_asset(std::string_view name) {
    Fields form;
    form.add("name", std::string(name));
    form.add("kind", "paper");
    form.add("importance", "4");
    form.add("section", town_.section("福祉課"));
    EXPECT_EQ(post("/registers/assets/new", form).status, 303);
  }

  std::vector<std::string> groups(std::string_view address) {
    const Json page = model(address);
    std::vector<std::string> keys;
    for (const Json& group : array_at(page.at("search"), "groups")) {
      keys.push_back(text_at(group, "key"));
    }
    return keys;
  }
};

TEST_F(SearchPages, HitsStandByKindWithWhatFitsMarked) {
  add_asset("鷲の絵");
  const Json page = model("/search?q=" + percent_encode("鷲"));
  EXPECT_TRUE(has_form_of(page, example("search")));
  const Json& hit = page.at("search").at("groups").at(0).at("results").at(0);
  EXPECT_EQ(text_at(hit, "href"), "/b/mimori/registers/assets/assets-1");
  EXPECT_TRUE(flag_at(hit.at("title").at(0), "marked"));
  EXPECT_THAT(get("/search?q=" + percent_encode("鷲")).body, HasSubstr("<mark>鷲</mark>の絵"));
}

TEST_F(SearchPages, ProceduresArticlesPeopleAndSectionsAreFound) {
  EXPECT_THAT(groups("/search?q=" + percent_encode("持ち出し")), ::testing::Contains("functions"));
  EXPECT_THAT(groups("/search?q=" + percent_encode("重要性")), ::testing::Contains("regulations"));
  EXPECT_THAT(groups("/search?q=" + percent_encode("おがわ")), ::testing::ElementsAre("people"));
  EXPECT_THAT(get("/search?q=" + percent_encode("おがわ")).body,
              HasSubstr("/b/mimori/organisation/people/" + town_.person("小川 直樹")));
  EXPECT_THAT(groups("/search?q=" + percent_encode("祉課")), ::testing::Contains("sections"));
}

TEST_F(SearchPages, NothingAskedAndNothingFoundAreSaid) {
  EXPECT_THAT(get("/search").body, HasSubstr("1文字でも探せます"));
  EXPECT_THAT(get("/search?q=" + percent_encode("鷲鷺")).body, HasSubstr("見つかりませんでした"));
  EXPECT_TRUE(has_form_of(model("/search?q=%25"), example("search.none")));
}

TEST_F(SearchPages, PagesOfOneKindFollowOneAnother) {
  for (int number = 1; number <= 25; ++number) add_asset("鷲 " + std::to_string(number));
  std::string address = "/search?kind=registers&q=" + percent_encode("鷲");
  const Json first = model(address).at("search").at("groups").at(0);
  EXPECT_EQ(array_at(first, "results").size(), 20U);
  const std::string next = text_at(first.at("more"), "href");
  const Json second = model(next.substr(base.size())).at("search").at("groups").at(0);
  EXPECT_EQ(array_at(second, "results").size(), 5U);
  EXPECT_TRUE(second.at("more").is_null());
}

}  // namespace
}  // namespace mamori::web
