#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/testing_site.h"

namespace mamori::web {
namespace {

using testing::has_form_of;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class RegisterPages : public testing::TestingSite {
 protected:
  RegisterPages() : TestingSite(register_routes()) {}

  Fields asset(std::string_view name, std::string_view importance = "2",
               std::string_view section = "福祉課") {
    Fields form;
    form.add("name", std::string(name));
    form.add("kind", "terminal");
    form.add("importance", std::string(importance));
    form.add("section", town_.section(section));
    form.add("place", "2階の書庫");
    return form;
  }

  std::vector<std::string> names(std::string_view query) {
    std::vector<std::string> found;
    const Json page = model("/registers/assets" + std::string(query));
    for (const Json& row : array_at(page.at("list"), "rows")) {
      found.push_back(text_at(row.at("cells").at(1), "text"));
    }
    return found;
  }
};

TEST_F(RegisterPages, AnEmptyRegisterInvitesToAdd) {
  const Json page = model("/registers/assets");
  EXPECT_TRUE(has_form_of(page, example("register.empty")));
  EXPECT_EQ(text_at(page.at("list").at("empty"), "href"), "/b/mimori/registers/assets/new");
  EXPECT_EQ(get("/registers/assets").status, 200);
}

TEST_F(RegisterPages, AnEntryIsAddedThroughTheForm) {
  Json form = model("/registers/assets/new");
  EXPECT_EQ(array_at(form.at("form"), "fields").size(), 7U);
  form.at("form").as_object()["fields"] = nullptr;  // other fields than those of the example
  EXPECT_TRUE(has_form_of(form, example("form")));
  const Response added = post("/registers/assets/new", asset("窓口の端末"));
  EXPECT_EQ(added.status, 303);
  EXPECT_EQ(added.headers.get("Location"), "/b/mimori/registers/assets/assets-1");
  const Json page = model("/registers/assets");
  EXPECT_TRUE(has_form_of(page, example("register")));
  const Json& cells = page.at("list").at("rows").at(0).at("cells");
  EXPECT_EQ(text_at(cells.at(0), "text"), "資産 第1号");
  EXPECT_EQ(text_at(cells.at(3).at("chip"), "label"), "重要性Ⅱ");
}

TEST_F(RegisterPages, WrongFieldsStandInTheFormWithWhatWasTyped) {
  Fields form = asset("");
  const Response refused = post("/registers/assets/new", form);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("2階の書庫"));
  EXPECT_THAT(refused.body, HasSubstr("href=\"#name\""));
  const Response as_json = post("/registers/assets/new", form, "application/json");
  EXPECT_EQ(as_json.status, 422);
  EXPECT_EQ(text_at(parsed(as_json).at("error").at("fields").at(0), "field"), "name");
}

TEST_F(RegisterPages, SearchLooksInAllThatIsShown) {
  post("/registers/assets/new", asset("窓口の端末"));
  post("/registers/assets/new", asset("ＵＳＢメモリ", "4", "教育課"));
  EXPECT_THAT(names(""), ElementsAre("窓口の端末", "ＵＳＢメモリ"));
  EXPECT_THAT(names("?q=usb"), ElementsAre("ＵＳＢメモリ"));
  EXPECT_THAT(names("?q=重要性Ⅱ 福祉課"), ElementsAre("窓口の端末"));
  EXPECT_THAT(names("?q=usb 福祉課"), ElementsAre());
}

TEST_F(RegisterPages, FiltersComeFromTheChoices) {
  post("/registers/assets/new", asset("窓口の端末"));
  post("/registers/assets/new", asset("古い端末", "4", "教育課"));
  EXPECT_THAT(names("?importance=4"), ElementsAre("古い端末"));
  EXPECT_THAT(names("?importance=4&section=" + town_.section("福祉課")), ElementsAre());
  const Json list = model("/registers/assets?importance=4&q=端末").at("list");
  for (const Json& filter : array_at(list, "filters")) {
    if (text_at(filter, "label") != "重要性") continue;
    const Json& all = filter.at("options").at(0);
    EXPECT_EQ(text_at(all, "href"), "?q=" + percent_encode("端末"));
    EXPECT_FALSE(all.at("current").as_bool());
  }
}

TEST_F(RegisterPages, LongListsHavePages) {
  for (int number = 0; number < 101; ++number) {
    ASSERT_EQ(post("/registers/assets/new", asset("端末" + std::to_string(number))).status, 303);
  }
  const Json first = model("/registers/assets").at("list");
  EXPECT_TRUE(has_form_of(first.at("pages"), Json{{"current", 1},
                                                  {"count", 2},
                                                  {"previous", nullptr},
                                                  {"next", "?page=2"},
                                                  {"items", nullptr}}));
  EXPECT_EQ(array_at(first, "rows").size(), 100U);
  EXPECT_THAT(names("?page=2"), ElementsAre("端末100"));
}

TEST_F(RegisterPages, AnEntryShowsItsHistoryAsDifferences) {
  post("/registers/assets/new", asset("窓口の端末"));
  const Response changed =
      post("/registers/assets/assets-1/edit?version=1", asset("窓口の端末", "1"));
  EXPECT_EQ(changed.status, 303);
  const Json page = model("/registers/assets/assets-1");
  EXPECT_TRUE(has_form_of(page, example("entry")));
  const Json& history = page.at("entry").at("history");
  EXPECT_EQ(text_at(history.at(0), "act_label"), "登録");
  EXPECT_EQ(text_at(history.at(1), "comment"), "重要性：重要性Ⅱ → 重要性Ⅰ");
  EXPECT_EQ(get("/registers/assets/assets-1").status, 200);
}

TEST_F(RegisterPages, AChangeInBetweenIsNotOverwritten) {
  post("/registers/assets/new", asset("窓口の端末"));
  post("/registers/assets/assets-1/edit?version=1", asset("一人目の名前"));
  const Response late = post("/registers/assets/assets-1/edit?version=1", asset("二人目の名前"));
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("二人目の名前"));
  EXPECT_EQ(text_at(model("/registers/assets/assets-1").at("entry"), "title"), "一人目の名前");
}

TEST_F(RegisterPages, TheFormOfAChangeCarriesTheVersionSeen) {
  post("/registers/assets/new", asset("窓口の端末"));
  const Json form = model("/registers/assets/assets-1/edit").at("form");
  EXPECT_EQ(text_at(form, "action"), "/b/mimori/registers/assets/assets-1/edit?version=1");
  EXPECT_EQ(text_at(form.at("fields").at(0), "value"), "窓口の端末");
}

TEST_F(RegisterPages, AnEntryKnowsTheApplicationsAboutIt) {
  post("/registers/assets/new", asset("窓口の端末", "4"));
  const Json takeout{{"assets", JsonArray{"assets-1"}},
                     {"purpose", "現地の調査のため"},
                     {"destination", "公民館"},
                     {"from", "2026-11-24"},
                     {"due", "2026-11-30"},
                     {"means", "official_car"}};
  const auto filed = town_.acts().file_application(town_.person("小川 直樹"), "takeout", takeout);
  ASSERT_TRUE(filed.has_value()) << filed.error().message;
  const Json entry = model("/registers/assets/assets-1").at("entry");
  EXPECT_EQ(text_at(entry.at("related").at(0), "href"), "/b/mimori/" + filed->subject);
  EXPECT_EQ(text_at(entry.at("state"), "label"), "決裁待ち");
  const Json row = model("/registers/assets").at("list").at("rows").at(0);
  EXPECT_EQ(text_at(row.at("cells").as_array().back().at("chip"), "label"), "決裁待ち");
}

TEST_F(RegisterPages, AHeadChangesTheOwnSectionOnly) {
  post("/registers/assets/new", asset("福祉課の端末"));
  post("/registers/assets/new", asset("教育課の端末", "2", "教育課"));
  sign_in_as("高橋 美咲");
  const Json own = model("/registers/assets/assets-1").at("entry");
  EXPECT_EQ(array_at(own, "acts").size(), 2U);  // change it, ask for its erasure
  const Json other = model("/registers/assets/assets-2").at("entry");
  EXPECT_TRUE(array_at(other, "acts").empty());
  EXPECT_FALSE(text_at(other.at("blocked").at(0), "reason").empty());
  EXPECT_EQ(get("/registers/assets/assets-2/edit").status, 403);
  EXPECT_EQ(post("/registers/assets/assets-2/edit?version=1", asset("横取り")).status, 403);
}

TEST_F(RegisterPages, StaffReadButDoNotAdd) {
  sign_in_as("小川 直樹");
  const Json page = model("/registers/assets");
  EXPECT_TRUE(array_at(page.at("list"), "actions").empty());
  EXPECT_EQ(get("/registers/assets/new").status, 403);
  EXPECT_EQ(post("/registers/assets/new", asset("私物")).status, 403);
}

TEST_F(RegisterPages, TheListCanBeTakenAsAnExcelFile) {
  post("/registers/assets/new", asset("窓口の端末"));
  const Response file = get("/registers/assets/list.xlsx?q=窓口");
  EXPECT_THAT(file.headers.get("Content-Type"), HasSubstr("spreadsheetml"));
  EXPECT_THAT(file.body, StartsWith("PK"));
}

TEST_F(RegisterPages, UnknownThingsAreNotFound) {
  EXPECT_EQ(get("/registers/cars").status, 404);
  EXPECT_EQ(get("/registers/assets/assets-9").status, 404);
}

}  // namespace
}  // namespace mamori::web
